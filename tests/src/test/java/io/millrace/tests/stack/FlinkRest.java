package io.millrace.tests.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What Flink says of its jobs.
 *
 * @param url of its REST interface
 */
public record FlinkRest(String url) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A subtask as it is now.
   *
   * @param attempt how often it has been started again; 0: never
   */
  public record Subtask(String status, int attempt) {}

  /** The subtasks of all jobs. */
  public List<Subtask> subtasks() {
    List<Subtask> subtasks = new ArrayList<>();
    for (JsonNode job : get("/jobs").path("jobs")) {
      String id = "/jobs/" + job.path("id").asText();
      for (JsonNode vertex : get(id).path("vertices")) {
        for (JsonNode subtask :
            get(id + "/vertices/" + vertex.path("id").asText()).path("subtasks")) {
          subtasks.add(
              new Subtask(subtask.path("status").asText(), subtask.path("attempt").asInt()));
        }
      }
    }
    return subtasks;
  }

  private JsonNode get(String path) {
    try (var body = URI.create(url + "/v1" + path).toURL().openStream()) {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new AssertionError("Flink does not answer " + path, e);
    }
  }
}
