package io.millrace.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;

/**
 * What Flink's REST interface says of one job, and what can be asked of it. Every method throws
 * {@link RestException} where it gets no answer.
 */
public final class JobRest {
  private static final Duration SAVEPOINT = Duration.ofMinutes(2);

  private final RestClient client;
  private final String id;

  JobRest(RestClient client, String id) {
    this.client = client;
    this.id = id;
  }

  /** 32 hexadecimal digits; the same after a failover of the JobManager. */
  public String id() {
    return id;
  }

  public JobStatus status() {
    return JobStatus.valueOf(job().path("state").asText());
  }

  /** Whether every task runs; a task that waits for its model in {@code open} does not yet. */
  public boolean isProcessing() {
    List<Subtask> tasks = subtasks();
    return status() == JobStatus.RUNNING
        && !tasks.isEmpty()
        && tasks.stream().allMatch(task -> task.status().equals("RUNNING"));
  }

  /**
   * One subtask of the job as it is now.
   *
   * @param attempt how often it was started again; 0: never
   * @param taskManager id of the TaskManager that it is on; empty where it waits for one
   */
  public record Subtask(String status, int attempt, String taskManager) {}

  public List<Subtask> subtasks() {
    return FlinkRest.each(job().path("vertices"))
        .map(vertex -> client.get(path("/vertices/" + vertex.path("id").asText())))
        .flatMap(vertex -> FlinkRest.each(vertex.path("subtasks")))
        .map(
            task ->
                new Subtask(
                    task.path("status").asText(),
                    task.path("attempt").asInt(),
                    task.path("taskmanager-id").asText()))
        .toList();
  }

  /** How often the job was restarted since this JobManager took it over. */
  public int restarts() {
    return FlinkRest.each(client.get(path("/metrics?get=numRestarts")))
        .mapToInt(metric -> metric.path("value").asInt())
        .findFirst()
        .orElse(0);
  }

  /**
   * The checkpoints since this JobManager took the job over.
   *
   * @param latest the path of the latest one that completed
   * @param restored the path of the one that the job last began from
   */
  public record Checkpoints(
      int completed, int failed, Optional<String> latest, Optional<String> restored) {}

  public Checkpoints checkpoints() {
    JsonNode answer = client.get(path("/checkpoints"));
    JsonNode counts = answer.path("counts");
    return new Checkpoints(
        counts.path("completed").asInt(),
        counts.path("failed").asInt(),
        pathOf(answer.path("latest").path("completed")),
        pathOf(answer.path("latest").path("restored")));
  }

  private static Optional<String> pathOf(JsonNode checkpoint) {
    return Optional.of(checkpoint.path("external_path").asText()).filter(path -> !path.isEmpty());
  }

  /**
   * A checkpoint or savepoint that Flink remembers.
   *
   * @param acknowledged how many of the subtasks have written theirs
   */
  public record Checkpoint(
      long id, String status, Instant triggered, int acknowledged, int subtasks) {

    public boolean isCompleted() {
      return status.equals("COMPLETED");
    }
  }

  /** The latest checkpoints since this JobManager took the job over, the newest first. */
  public List<Checkpoint> history() {
    return FlinkRest.each(client.get(path("/checkpoints")).path("history"))
        .map(
            each ->
                new Checkpoint(
                    each.path("id").asLong(),
                    each.path("status").asText(),
                    Instant.ofEpochMilli(each.path("trigger_timestamp").asLong()),
                    each.path("num_acknowledged_subtasks").asInt(),
                    each.path("num_subtasks").asInt()))
        .toList();
  }

  /** The stack trace of its latest failure; empty where it never failed. */
  public Optional<String> failure() {
    JsonNode history = client.get(path("/exceptions")).path("exceptionHistory").path("entries");
    return FlinkRest.each(history).map(entry -> entry.path("stacktrace").asText()).findFirst();
  }

  /** Takes a savepoint while the job goes on; returns its path. */
  public String savepoint(Path directory) {
    ObjectNode request = RestClient.object().put("target-directory", directory.toUri().toString());
    return result(client.post(path("/savepoints"), request));
  }

  /** Ends the job at a savepoint, with everything up to it written out; returns its path. */
  public String stopWithSavepoint(Path directory) {
    ObjectNode request = RestClient.object().put("targetDirectory", directory.toUri().toString());
    return result(client.post(path("/stop"), request));
  }

  private String result(JsonNode triggered) {
    String path = path("/savepoints/" + triggered.path("request-id").asText());
    JsonNode answer =
        Polling.until(
            SAVEPOINT,
            () -> client.get(path),
            asked -> asked.path("status").path("id").asText().equals("COMPLETED"));
    JsonNode operation = answer.path("operation");
    if (operation.has("failure-cause")) {
      throw new RestException(
          "the savepoint of job %s failed: %s"
              .formatted(id, operation.path("failure-cause").path("stack-trace").asText()));
    }
    return operation.path("location").asText();
  }

  /** Asks it to end where it stands; its last checkpoint is retained. Returns at once. */
  public void cancel() {
    client.patch(path("?mode=cancel"));
  }

  /**
   * Waits until the job has ended.
   *
   * @throws RestException if it has not in that time
   */
  public JobStatus awaitEnd(Duration atMost) {
    return Polling.until(atMost, this::status, JobStatus::isGloballyTerminalState);
  }

  private JsonNode job() {
    return client.get(path(""));
  }

  private String path(String more) {
    return "/jobs/" + id + more;
  }

  @Override
  public String toString() {
    return "job " + id;
  }
}
