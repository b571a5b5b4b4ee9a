package io.millrace.schemas.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Not a test: keeps today's contract as a new generation, only when asked.
 *
 * <pre>mvn -pl schemas test -Dgolden.write=true -Dtest=GoldenWriter</pre>
 *
 * <p>Commit the new directory; never change an old one, for records written so are in the topics.
 */
@EnabledIfSystemProperty(named = "golden.write", matches = "true")
class GoldenWriter {

  @Test
  void keepsTodaysContractAsTheNextVersion() throws IOException {
    List<GoldenVersion> kept = GoldenVersion.all();
    int next = kept.isEmpty() ? 1 : kept.get(kept.size() - 1).number() + 1;
    Path directory = Files.createDirectories(GoldenVersion.ROOT.resolve("v" + next));
    for (var file : GoldenVersion.today().entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
  }
}
