package io.millrace.engine.badmodel;

import static io.millrace.engine.session.RejectCode.CANARY;
import static io.millrace.engine.session.RejectCode.LABELS;
import static io.millrace.engine.session.RejectCode.SIGNATURE_MISMATCH;
import static io.millrace.engine.session.RejectCode.WARMUP;

import io.millrace.engine.image.TestImages;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.onnx.Protobuf;
import io.millrace.engine.session.RejectCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/** Models that can be opened, and do not do what their model.json says. */
final class BadContracts {

  private BadContracts() {}

  static Stream<BadModel> all() {
    return Stream.of(shapes(), words(), labels(), answers(), runs()).flatMap(cases -> cases);
  }

  private static BadModel mismatch(String name, String reason, Net net) {
    return BadModel.of("M11", SIGNATURE_MISMATCH, name, reason, net);
  }

  private static Stream<BadModel> shapes() {
    Net two = Net.sum();
    two.inputs.add(Net.value("extra", Net.FLOAT, -1));
    return Stream.of(
        mismatch("channels last", "[-1, 4, 4, 1]", image(-1, 4, 4, 1)),
        mismatch("another size", "[-1, 1, 2, 8]", image(-1, 1, 2, 8)),
        mismatch("no batch axis", "[1, 4, 4]", image(1, 4, 4)),
        mismatch("a batch of 2000", "[2000, 1, 4, 4]", image(2000, 1, 4, 4)),
        mismatch("three channels", "[-1, 3, 4, 4]", image(-1, 3, 4, 4)),
        mismatch("two inputs", "2 inputs [image, extra]", two));
  }

  private static Net image(long... shape) {
    Net net = new Net();
    net.input(Net.value("image", Net.FLOAT, shape));
    net.nodes.add(Net.node("Flatten", "", List.of("image"), "flat"));
    net.nodes.add(Net.node("ReduceSum", "", List.of("flat", "axis"), "sum"));
    net.nodes.add(Net.node("Concat", "", List.of("sum", "sum"), "scores").message(5, axis()));
    net.constant("axis", 1);
    long batch = shape[0] == 2000 ? 2000 : -1;
    return net.output(Net.value("scores", Net.FLOAT, batch, 2));
  }

  private static Protobuf axis() {
    return new Protobuf().text(1, "axis").number(3, 1).number(20, 2);
  }

  private static Stream<BadModel> words() {
    return Stream.of(
        told(
            "M11",
            SIGNATURE_MISMATCH,
            "another input",
            "'image', not 'picture'",
            "\"image\"",
            "\"picture\""),
        told("M11", SIGNATURE_MISMATCH, "another output", "'logits'", "\"scores\"", "\"logits\""),
        told(
            "M11",
            SIGNATURE_MISMATCH,
            "another type",
            "FP32, not FP16",
            "\"scale\": 1",
            "\"type\": \"float16\""),
        told("M11", SIGNATURE_MISMATCH, "another colour", "[-1, 3, 4, 4]", "grey", "rgb"),
        new BadModel(
            "M11",
            "the model.json of another version",
            SIGNATURE_MISMATCH,
            "that of m/2, not of m/1",
            folder -> {
              ModelBundle bundle =
                  BadModel.bundle(
                      folder, Net.sum().bytes(), json("\"version\": 1", "\"version\": 2"));
              return new ModelBundle(new VersionId("m", 1), bundle.digest(), bundle.spec(), folder);
            }));
  }

  private static Stream<BadModel> labels() {
    return Stream.of(
        told("M12", LABELS, "a label too few", "1 labels for 2", "\"a\", \"b\"", "\"a\""),
        told(
            "M12",
            LABELS,
            "a label too many",
            "3 labels for 2",
            "\"a\", \"b\"",
            "\"a\", \"b\", \"c\""),
        told("M12", LABELS, "a label twice", "occurs twice", "\"a\", \"b\"", "\"a\", \"a\""));
  }

  private static Stream<BadModel> answers() {
    return Stream.of(
        BadModel.of("M13", CANARY, "NaN", "NaN or infinity", Net.sum(Float.NaN)),
        golden("another label", "instead of b 112.000000", Net.sum(), "b", 112),
        golden("another score", "instead of a 111.000000", Net.sum(), "a", 111),
        golden("all scores equal", "a 0.000000 instead of a 112", Net.sum(0), "a", 112),
        golden("twice the weights", "a 224.000000 instead of", Net.sum(2), "a", 112),
        golden("weights of another sign", "instead of a -112.000000", Net.sum(-1), "a", -112),
        new BadModel(
            "M13",
            "a golden example that is no image",
            CANARY,
            "'seven.png'",
            folder -> {
              ModelBundle bundle = BadModel.bundle(folder, Net.sum().bytes(), golden("a", 112));
              Files.write(folder.resolve("seven.png"), "seven".getBytes(StandardCharsets.UTF_8));
              return bundle;
            }),
        new BadModel(
            "M13",
            "a golden example that is missing",
            CANARY,
            "cannot be read",
            folder -> BadModel.bundle(folder, Net.sum().bytes(), golden("a", 112))));
  }

  private static Stream<BadModel> runs() {
    Net fixed = Net.sum().constant("one", 1, 16);
    fixed.nodes.set(1, Net.node("MatMul", "", List.of("flat", "w"), "product"));
    fixed.add(Net.node("Reshape", "", List.of("image", "one"), "single"));
    Protobuf scalar = new Protobuf().text(1, "keepdims").number(3, 0).number(20, 2);
    fixed.add(Net.node("ReduceSum", "", List.of("single"), "total").message(5, scalar));
    fixed.add(Net.node("Add", "", List.of("product", "total"), "scores"));
    Net never =
        Net.sum().constant("far", 1000).add(Net.node("Gather", "", List.of("flat", "far"), "g"));
    never.outputs.add(Net.value("g", Net.FLOAT, 1, 16));
    never.nodes.set(1, Net.node("Sum", "", List.of("flat", "g"), "long"));
    never.add(Net.node("MatMul", "", List.of("long", "w"), "scores"));
    return Stream.of(
        BadModel.of("M14", WARMUP, "runs one image only", "a run of 2 images fails", fixed),
        BadModel.of("M14", WARMUP, "runs no image", "a run of 1 image fails", never));
  }

  private static BadModel golden(String name, String reason, Net net, String label, int score) {
    return new BadModel(
        "M13",
        name,
        CANARY,
        reason,
        folder -> {
          Files.write(folder.resolve("seven.png"), TestImages.greyPng(4, 7));
          return BadModel.bundle(folder, net.bytes(), golden(label, score));
        });
  }

  private static String golden(String label, int score) {
    return json(
        "\"batch\"",
        """
        "golden": {"tolerance": 0.001, "examples": [
          {"image": "seven.png", "label": "%s", "score": %d}]}, "batch\""""
            .formatted(label, score));
  }

  private static BadModel told(
      String row, RejectCode code, String name, String reason, String word, String other) {
    String json = json(word, other);
    return new BadModel(
        row, name, code, reason, folder -> BadModel.bundle(folder, Net.sum().bytes(), json));
  }

  private static String json(String word, String other) {
    return BadModel.JSON.replace(word, other);
  }
}
