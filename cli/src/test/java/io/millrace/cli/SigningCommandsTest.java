package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.terminal.Console;
import io.millrace.registry.client.VersionFiles;
import io.millrace.schemas.signature.SignatureFile;
import io.millrace.schemas.signature.TrustedKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code millrace models} does with files alone, and what it refuses before it asks Kafka. */
class SigningCommandsTest {

  private static final Path MODEL = Path.of("../models/fashion-mnist/2");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Path folder;
  private final Path version;
  private final Path key;

  SigningCommandsTest(@TempDir Path folder) {
    this.folder = folder;
    this.version = folder.resolve("version");
    this.key = folder.resolve("release.key");
  }

  @BeforeEach
  void copy() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(MODEL)) {
      files = all.toList();
    }
    for (Path file : files) {
      Files.copy(file, version.resolve(MODEL.relativize(file).toString()));
    }
  }

  @Test
  void aVersionThatIsSignedHereIsTrustedByAHost() {
    assertThat(models("keygen", folder.resolve("release").toString(), "--expires-in", "30"))
        .isZero();
    assertThat(models("sign", version.toString(), "--key", key.toString())).isZero();

    VersionFiles files = VersionFiles.in(version);
    var signature = SignatureFile.read(version.resolve("model.sig"));
    TrustedKeys keys = new TrustedKeys(folder);
    Instant now = Instant.now();
    assertThat(keys.problem(files.statement(), signature, now)).isEmpty();
    assertThat(keys.problem(files.statement(), signature, now.plus(Duration.ofDays(31))))
        .get()
        .asString()
        .contains("has expired");
    assertThat(out.toString()).contains("Key ", "Signed fashion-mnist:2 with the key");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aKeyIsNeverOverwritten() throws IOException {
    assertThat(models("keygen", folder.resolve("release").toString())).isZero();
    String before = Files.readString(key);

    assertThat(models("keygen", folder.resolve("release").toString())).isEqualTo(2);
    assertThat(key).hasContent(before);
    assertThat(err.toString()).contains("There is a key already");
  }

  @Test
  void aBadVersionIsRefusedBeforeAnythingIsSent() throws IOException {
    Files.writeString(version.resolve("model.onnx"), "no model");

    assertThat(models("publish", "fashion-mnist", version.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("model.onnx", "MODEL_CORRUPT");
    assertThat(models("sign", version.toString(), "--key", key.toString())).isEqualTo(2);
  }

  @Test
  void aVersionOfAnotherModelOrWithoutAKeyIsRefused() {
    assertThat(models("publish", "trousers", version.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is of the model fashion-mnist, not of trousers");

    String missing = folder.resolve("none.key").toString();
    assertThat(models("publish", "fashion-mnist", version.toString(), "--sign", missing))
        .isEqualTo(2);
    assertThat(err.toString()).contains("none.key");
  }

  private int models(String... arguments) {
    var console = new Console(new PrintWriter(out, true), new PrintWriter(err, true));
    String[] all = Stream.concat(Stream.of("models"), Stream.of(arguments)).toArray(String[]::new);
    return Millrace.commandLine(console).execute(all);
  }
}
