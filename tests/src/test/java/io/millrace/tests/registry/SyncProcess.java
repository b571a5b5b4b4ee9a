package io.millrace.tests.registry;

import io.millrace.registry.RegistrySyncMain;
import io.millrace.schemas.Endpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** {@code model-registry-sync} in a process of its own, which can be killed and started again. */
final class SyncProcess implements AutoCloseable {

  private static final Pattern ADDRESS =
      Pattern.compile("answers on (http://127\\.0\\.0\\.1:\\d+)");

  private final Endpoints endpoints;
  private final Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Process process;
  private int starts;

  /**
   * One that does not run yet.
   *
   * @param folder for its stores and for what it prints
   */
  SyncProcess(Endpoints endpoints, Path folder) {
    this.endpoints = endpoints;
    this.folder = folder;
  }

  /** Starts it; the other instance keeps a copy of its stores. */
  void start() {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            RegistrySyncMain.class.getName(),
            "--bootstrap-servers=" + endpoints.bootstrapServers(),
            "--schema-registry=" + endpoints.registryUrl(),
            "--state-dir=" + folder.resolve("state"),
            "--standby-replicas=1",
            "--http-port=0");
    starts++;
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output().toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    try {
      Files.createDirectories(folder);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path output() {
    return folder.resolve("output-" + starts);
  }

  /** Returns when it answers questions, from its own stores or from its copy. */
  void awaitReady() {
    Awaitility.await("model-registry-sync is ready, see " + output())
        .pollInSameThread()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(() -> get("/readyz").startsWith("ok"));
  }

  /** The body of an answer, whatever its status. */
  String get(String path) throws IOException, InterruptedException {
    Matcher address = ADDRESS.matcher(Files.readString(output()));
    if (!address.find()) {
      throw new IOException("It does not listen yet, see " + output());
    }
    HttpRequest request = HttpRequest.newBuilder(URI.create(address.group(1) + path)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  /** SIGKILL. Returns when the process is gone. */
  void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
