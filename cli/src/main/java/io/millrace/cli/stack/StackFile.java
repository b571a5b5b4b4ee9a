package io.millrace.cli.stack;

import io.millrace.cli.terminal.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * {@code stack.json}: how a verb in another shell finds the stack. It exists exactly as long as the
 * stack is up.
 */
public final class StackFile {
  private StackFile() {}

  static Path in(Path dataDirectory) {
    return dataDirectory.resolve("stack.json");
  }

  public static void write(Path file, StackEndpoints endpoints) throws IOException {
    var content =
        JsonFile.object()
            .put("bootstrapServers", endpoints.bootstrapServers())
            .put("registryUrl", endpoints.registryUrl())
            .put("flinkUrl", endpoints.flinkUrl())
            .put("gatewayUrl", endpoints.gatewayUrl())
            .put("pid", endpoints.pid())
            .put("startedAt", endpoints.startedAt().toString());
    new JsonFile(file).write(content);
  }

  /** Whether a stack has announced itself there. */
  public static boolean isIn(Path dataDirectory) {
    return Files.exists(in(dataDirectory));
  }

  /**
   * The endpoints of the stack that is up on this data directory.
   *
   * @throws UserError if none is
   */
  public static StackEndpoints find(Path dataDirectory) {
    Path file = in(dataDirectory.toAbsolutePath().normalize());
    if (!Files.exists(file)) {
      throw UserError.refused(
          "no stack is up on the data directory %s. Start one with: millrace up --data-dir %s"
              .formatted(dataDirectory, dataDirectory));
    }
    StackEndpoints endpoints = read(file);
    if (ProcessHandle.of(endpoints.pid()).isEmpty()) {
      throw UserError.refused(
          "the stack on the data directory %s (pid %d) has died. Start it again with: millrace up --data-dir %s"
              .formatted(dataDirectory, endpoints.pid(), dataDirectory));
    }
    return endpoints;
  }

  private static StackEndpoints read(Path file) {
    try {
      var content = new JsonFile(file).read();
      return new StackEndpoints(
          content.required("bootstrapServers").asText(),
          content.required("registryUrl").asText(),
          content.required("flinkUrl").asText(),
          content.required("gatewayUrl").isNull() ? null : content.required("gatewayUrl").asText(),
          content.required("pid").asLong(),
          Instant.parse(content.required("startedAt").asText()));
    } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
      throw UserError.failed(
          "%s is not readable (%s). Restart the stack.".formatted(file, e.getMessage()), e);
    }
  }
}
