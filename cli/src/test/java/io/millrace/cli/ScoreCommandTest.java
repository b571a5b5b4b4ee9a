package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.terminal.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace score} with a shipped model. */
class ScoreCommandTest {

  private static final Path MODEL = Path.of("../models/fashion-mnist/2");
  private static final Path GOLDEN = MODEL.resolve("golden");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void everyImageOfADirectoryIsALineInOrderAndThenComesASummary() {
    assertThat(score(GOLDEN.toString())).isZero();

    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(12);
    assertThat(lines.get(0)).contains("ankle-boot.png  Ankle boot 0.", "decode", "in a batch of");
    assertThat(lines.get(9)).contains("trouser.png  Trouser 0.");
    assertThat(lines.get(10)).contains("Scored 10 images", "fashion-mnist/2 on cpu");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void jsonIsOneObjectAnImageTheBrokenOnesIncluded() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.jpg"), "no image");
    Path bag = GOLDEN.resolve("bag.png");

    assertThat(score(bag.toString(), broken.toString(), bag.toString(), "--json")).isEqualTo(1);

    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(3);
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.at("/labels/0/label").asText()).isEqualTo("Bag");
    assertThat(first.path("provider").asText()).isEqualTo("cpu");
    assertThat(first.at("/timing/inferenceMicros").asLong()).isPositive();
    JsonNode second = new ObjectMapper().readTree(lines.get(1));
    assertThat(second.path("image").asText()).isEqualTo(broken.toString());
    assertThat(second.at("/error/code").asText()).isEqualTo("NOT_IMAGE");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aBrokenImageIsOneLineOnStandardErrorAndTheOthersAreScored() throws IOException {
    Path broken = Files.write(folder.resolve("empty.png"), new byte[0]);

    assertThat(score(broken.toString(), GOLDEN.resolve("bag.png").toString())).isEqualTo(1);

    assertThat(err.toString().lines())
        .singleElement()
        .satisfies(line -> assertThat(line).contains("empty.png", "EMPTY"));
    assertThat(out.toString()).contains("bag.png  Bag 0.", "Scored 1 images, failed 1");
  }

  @Test
  void aGpuThatIsMissingIsRefusedAndNotReplaced() {
    assertThat(score(GOLDEN.toString(), "--provider", "cuda:99")).isEqualTo(2);

    assertThat(err.toString()).contains("cuda:99 was asked for and cannot be used");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void whatIsNoProviderSaysHowToWriteOne() {
    assertThat(score(GOLDEN.toString(), "--provider", "gpu")).isEqualTo(2);

    assertThat(err.toString()).contains("--provider", "cuda:N");
  }

  @Test
  void autoSaysWhatItChose() {
    assertThat(score(GOLDEN.resolve("bag.png").toString(), "--provider", "auto")).isZero();

    assertThat(out.toString()).containsPattern("on (cpu: no GPU can be used|cuda:0: a trial run)");
  }

  @Test
  void aFolderWithoutAModelIsRefused() {
    assertThat(run("score", GOLDEN.toString(), "--model", folder.toString())).isEqualTo(2);

    assertThat(err.toString().lines())
        .singleElement()
        .satisfies(line -> assertThat(line).contains(folder.toString(), "model.json"));
  }

  @Test
  void aModelThatIsNotFitToServeFailsWithItsReason() throws IOException {
    Files.writeString(folder.resolve("model.onnx"), "no model");
    Files.copy(MODEL.resolve("model.json"), folder.resolve("model.json"));

    assertThat(run("score", GOLDEN.toString(), "--model", folder.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("MODEL_CORRUPT");
  }

  @Test
  void theModelIsRequiredAndHelpSaysSo() {
    assertThat(run("score", "x.png")).isEqualTo(2);
    assertThat(err.toString()).contains("--model");
    assertThat(run("score", "--help")).isZero();
    assertThat(out.toString()).contains("--provider", "--json", "IMAGE|DIR");
  }

  private int score(String... more) {
    return run(
        Stream.concat(Stream.of("score", "--model", MODEL.toString()), Arrays.stream(more))
            .toArray(String[]::new));
  }

  private int run(String... arguments) {
    var console = new Console(new PrintWriter(out, true), new PrintWriter(err, true));
    return Millrace.commandLine(console).execute(arguments);
  }
}
