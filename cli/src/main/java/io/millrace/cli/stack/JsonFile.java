package io.millrace.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A small JSON object in a file that readers see whole or not at all. */
record JsonFile(Path path) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  JsonNode read() throws IOException {
    return JSON.readTree(path.toFile());
  }

  void write(ObjectNode content) throws IOException {
    Path written = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(written, content.toPrettyString() + System.lineSeparator());
    Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
