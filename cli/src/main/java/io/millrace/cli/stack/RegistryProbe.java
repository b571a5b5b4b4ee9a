package io.millrace.cli.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * The two questions that are put to a registry while it starts. {@code HttpURLConnection}, because
 * it leaves no threads behind, which the newer client of Java 17 does.
 */
record RegistryProbe(String host, int port) {
  private static final int TIMEOUT_MILLIS = 5_000;

  String url() {
    return "http://" + host + ":" + port + "/apis/ccompat/v7";
  }

  boolean isServing() {
    try {
      HttpURLConnection subjects = connect("/subjects");
      try {
        return subjects.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        subjects.disconnect();
      }
    } catch (IOException notYet) {
      return false;
    }
  }

  /**
   * Sets the rule for every subject that has none of its own; the registry's default is to have
   * none.
   */
  void requireCompatibility(String level) throws IOException {
    HttpURLConnection config = connect("/config");
    try {
      config.setRequestMethod("PUT");
      config.setRequestProperty("Content-Type", "application/vnd.schemaregistry.v1+json");
      config.setDoOutput(true);
      try (var body = config.getOutputStream()) {
        body.write("{\"compatibility\":\"%s\"}".formatted(level).getBytes(UTF_8));
      }
      if (config.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException("status " + config.getResponseCode() + " for " + level);
      }
    } finally {
      config.disconnect();
    }
  }

  private HttpURLConnection connect(String path) throws IOException {
    var connection = (HttpURLConnection) URI.create(url() + path).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setRequestProperty("Connection", "close");
    return connection;
  }
}
