package io.millrace.engine.badmodel;

import static io.millrace.engine.session.RejectCode.DIGEST;
import static io.millrace.engine.session.RejectCode.EXTERNAL_DATA;
import static io.millrace.engine.session.RejectCode.MODEL_CORRUPT;
import static io.millrace.engine.session.RejectCode.OPSET;
import static io.millrace.engine.session.RejectCode.OP_NOT_ALLOWED;
import static io.millrace.engine.session.RejectCode.UNSUPPORTED;

import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.ModelSpecException;
import io.millrace.engine.onnx.Protobuf;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Files that are no model, not the one that was published, or reach beyond themselves. */
final class BadFiles {

  private static final byte[] GOOD = Net.sum().bytes();
  private static final Path ELSEWHERE = Path.of("src/test/resources/models/yolov8.onnx");

  private BadFiles() {}

  static Stream<BadModel> all() {
    return Stream.of(
            notProtobuf(), notAModel(), notRunnable(), notPublished(), outside(), foreign())
        .flatMap(cases -> cases);
  }

  private static BadModel corrupt(String name, String reason, byte[] bytes) {
    return BadModel.of("M1", MODEL_CORRUPT, name, reason, bytes);
  }

  private static Stream<BadModel> notProtobuf() {
    byte[] ort = new byte[32];
    System.arraycopy("ORTM".getBytes(StandardCharsets.US_ASCII), 0, ort, 4, 4);
    return Stream.of(
        corrupt("0 bytes", "has 0 bytes", new byte[0]),
        corrupt("a JPEG", "it is a JPEG", hex(0xFF, 0xD8, 0xFF, 0xE0, 0, 16)),
        corrupt("a PNG", "it is a PNG", hex(0x89, 'P', 'N', 'G', 13, 10, 26, 10)),
        corrupt(
            "a Git LFS pointer",
            "git lfs pull",
            "version https://git-lfs.github.com/spec/v1".getBytes(StandardCharsets.UTF_8)),
        corrupt("a text", "not an ONNX file", "hello, model".getBytes(StandardCharsets.UTF_8)),
        corrupt("a ZIP", "it is a ZIP", hex('P', 'K', 3, 4, 20, 0, 8, 0)),
        corrupt("the runtime's own format", "(.ort)", ort),
        corrupt("the first half", "not an ONNX file", Arrays.copyOf(GOOD, GOOD.length / 2)),
        corrupt("all but a byte", "not an ONNX file", Arrays.copyOf(GOOD, GOOD.length - 1)),
        corrupt("the first byte", "ends inside a number", Arrays.copyOf(GOOD, 1)),
        corrupt("a number of 80 bits", "more than 64 bits", repeat(8, 0xFF, 12)),
        corrupt(
            "a field of 2^40 bytes",
            "a field ends after",
            hex(0x3A, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40)),
        new BadModel("M1", "no file", MODEL_CORRUPT, "cannot read", BadFiles::missing),
        new BadModel("M1", "over 2 GiB", MODEL_CORRUPT, "2147483649 bytes", BadFiles::tooLarge));
  }

  private static Stream<BadModel> notAModel() {
    Net unversioned = Net.sum();
    unversioned.ir = 0;
    Net noOpset = Net.sum();
    noOpset.opsets.clear();
    Protobuf bare = new Protobuf().number(1, 8).message(8, Net.opset("", 17));
    Protobuf half = Net.tensor("w", Net.FLOAT, 16, 2).bytes(9, new byte[64]);
    Protobuf nothing = Net.tensor("w", Net.FLOAT, 16, 2);
    Protobuf negative = Net.tensor("w", Net.FLOAT, 16, -2).bytes(9, new byte[128]);
    return Stream.of(
        corrupt("no graph", "has no graph", bare.toBytes()),
        corrupt("no IR version", "names no IR version", unversioned.bytes()),
        corrupt("no opset", "names no opset", noOpset.bytes()),
        corrupt("half of the weights", "holds 64 bytes", Net.sum().weights(half).bytes()),
        corrupt("weights without values", "holds 0 bytes", Net.sum().weights(nothing).bytes()),
        corrupt("negative side", "negative dimensions", Net.sum().weights(negative).bytes()));
  }

  private static Stream<BadModel> notRunnable() {
    Protobuf narrow = Net.tensor("w", Net.FLOAT, 15, 2).bytes(9, Net.floats(1, 30));
    Protobuf whole = Net.tensor("w", Net.INT64, 16, 2).bytes(9, new byte[256]);
    Net cycle = Net.sum();
    cycle.nodes.set(0, Net.node("Add", "", List.of("image", "scores"), "flat"));
    Net unknown = Net.sum();
    unknown.nodes.set(1, Net.node("MatMull", "", List.of("flat", "w"), "scores"));
    Net dangling = Net.sum();
    dangling.nodes.set(1, Net.node("MatMul", "", List.of("flat", "nowhere"), "scores"));
    Net twice = Net.sum().add(Net.node("MatMul", "", List.of("flat", "w"), "scores"));
    Net never = Net.sum().output(Net.value("never", Net.FLOAT, -1, 2));
    return Stream.of(
        corrupt("weights that do not fit", "", Net.sum().weights(narrow).bytes()),
        corrupt("weights of another type", "Type", Net.sum().weights(whole).bytes()),
        corrupt("a circle", "", cycle.bytes()),
        corrupt("a value from nowhere", "nowhere", dangling.bytes()),
        corrupt("a value made twice", "", twice.bytes()),
        corrupt("an output that nothing makes", "never", never.bytes()),
        BadModel.of("M1", UNSUPPORTED, "an unknown operator", "MatMull", unknown));
  }

  private static Stream<BadModel> notPublished() {
    return Stream.of(
        digest("another digest", "a".repeat(64), new byte[0]),
        digest("no digest", "", new byte[0]),
        digest("a byte more", ModelBundle.sha256(ByteBuffer.wrap(GOOD)), new byte[1]));
  }

  private static BadModel digest(String name, String digest, byte[] more) {
    return new BadModel(
        "M2",
        name,
        DIGEST,
        "and should have " + digest,
        folder -> {
          byte[] bytes = Arrays.copyOf(GOOD, GOOD.length + more.length);
          ModelBundle bundle = BadModel.bundle(folder, bytes, BadModel.JSON);
          return new ModelBundle(bundle.id(), digest, bundle.spec(), folder);
        });
  }

  private static Stream<BadModel> outside() {
    Protobuf quiet = Net.tensor("quiet", Net.FLOAT, 1).number(14, 1);
    Protobuf inBranch = Net.branch(new Protobuf().message(5, Net.external("in-branch")));
    Protobuf inAttribute =
        new Protobuf().text(1, "value").message(5, Net.external("in-constant")).number(20, 4);
    Protobuf constant = new Protobuf().text(2, "k").text(4, "Constant").message(5, inAttribute);
    Protobuf inFunction =
        new Protobuf().text(1, "value").message(5, Net.external("in-function")).number(20, 4);
    Protobuf body = new Protobuf().text(2, "y").text(4, "Constant").message(5, inFunction);
    Protobuf sparse = new Protobuf().message(1, Net.external("in-sparse"));
    Protobuf training =
        new Protobuf().message(1, new Protobuf().message(5, Net.external("in-training")));
    Net inSparse = Net.sum();
    inSparse.graph.message(15, sparse);
    return Stream.of(
        external("../../etc/passwd", Net.sum().weights(Net.external("../../etc/passwd"))),
        external("/etc/passwd", Net.sum().weights(Net.external("/etc/passwd"))),
        external("a/../../x", Net.sum().weights(Net.external("a/../../x"))),
        linked("symbolic", true),
        linked("hard", false),
        external("'quiet'", Net.sum().weights(quiet)),
        external("in-branch", Net.sum().add(inBranch)),
        external("in-constant", Net.sum().add(constant)),
        external("in-function", Net.sum().more(25, Net.function("local", "f", body))),
        external("in-sparse", inSparse),
        external("in-training", Net.sum().more(20, training)));
  }

  private static BadModel external(String where, Net net) {
    return BadModel.of("M7", EXTERNAL_DATA, "weights " + where, where, net);
  }

  private static BadModel linked(String name, boolean symbolic) {
    return new BadModel(
        "M7",
        "weights behind a " + name + " link",
        EXTERNAL_DATA,
        name + ".bin",
        folder -> {
          Path link = folder.resolve(name + ".bin");
          if (symbolic) {
            Files.createSymbolicLink(link, ELSEWHERE.toAbsolutePath());
          } else {
            Files.createLink(link, Files.copy(ELSEWHERE, folder.resolve("secret")));
          }
          Net net = Net.sum().weights(Net.external(name + ".bin"));
          return BadModel.bundle(folder, net.bytes(), BadModel.JSON);
        });
  }

  private static Stream<BadModel> foreign() {
    Protobuf config = new Protobuf().text(1, "ort_config").text(2, "{}");
    Protobuf custom = Net.node("Inner", "com.example.inner", List.of("x"), "y");
    Net newer = Net.sum();
    newer.ir = 99;
    return Stream.of(
        foreign("com.example::Custom", call("com.example", "Custom")),
        foreign("ai.onnx.contrib::PyOp", call("ai.onnx.contrib", "PyOp")),
        foreign("com.microsoft::EPContext", call("com.microsoft", "EPContext")),
        foreign("com.microsoft.nchwc::Conv", call("com.microsoft.nchwc", "Conv")),
        foreign("com.example.inner", Net.sum().more(25, Net.function("local", "f", custom))),
        foreign("ort_config", Net.sum().more(14, config)),
        opset("opset 99 of ai.onnx and ONNX Runtime", opset("", 99)),
        opset("opset 27 of ai.onnx and ONNX Runtime", opset("", 27)),
        opset("opset 98 of ai.onnx.ml and ONNX Runtime", opset("ai.onnx.ml", 98)),
        opset("IR version 99 and ONNX Runtime", newer));
  }

  private static Net call(String domain, String operator) {
    Net net = Net.sum().add(Net.node(operator, domain, List.of("flat"), "more"));
    net.opsets.add(Net.opset(domain, 1));
    return net;
  }

  private static Net opset(String domain, long version) {
    Net net = Net.sum();
    net.opsets.add(Net.opset(domain, version));
    return net;
  }

  private static BadModel foreign(String what, Net net) {
    return BadModel.of("M8", OP_NOT_ALLOWED, what, what, net);
  }

  private static BadModel opset(String what, Net net) {
    return BadModel.of("M9", OPSET, what, what, net);
  }

  private static ModelBundle missing(Path folder) throws IOException, ModelSpecException {
    ModelBundle bundle = BadModel.bundle(folder, GOOD, BadModel.JSON);
    Files.delete(bundle.modelFile());
    return bundle;
  }

  private static ModelBundle tooLarge(Path folder) throws IOException, ModelSpecException {
    ModelBundle bundle = BadModel.bundle(folder, GOOD, BadModel.JSON);
    try (var file = new RandomAccessFile(bundle.modelFile().toFile(), "rw")) {
      file.setLength(Integer.MAX_VALUE + 2L); // a hole: no disk is used
    }
    return bundle;
  }

  private static byte[] hex(int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    return all;
  }

  private static byte[] repeat(int first, int next, int times) {
    byte[] all = new byte[times + 1];
    Arrays.fill(all, (byte) next);
    all[0] = (byte) first;
    return all;
  }
}
