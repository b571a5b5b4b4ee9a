package io.millrace.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What Flink's REST interface says of a cluster, and how jobs are handed to it. Every method throws
 * {@link RestException} where it gets no answer.
 */
public final class FlinkRest {

  private final String url;
  private final RestClient client;

  public FlinkRest(String url) {
    this.url = url;
    this.client = new RestClient(url + "/v1");
  }

  /** The web interface; the REST interface lies below {@code /v1}. */
  public String url() {
    return url;
  }

  /** Whether a JobManager serves. */
  public boolean answers() {
    try {
      client.get("/overview");
      return true;
    } catch (RestException notNow) {
      return false;
    }
  }

  /** Slots of all TaskManagers that are registered, and those that no task uses. */
  public record Slots(int total, int free) {}

  public Slots slots() {
    JsonNode overview = client.get("/overview");
    return new Slots(
        overview.path("slots-total").asInt(), overview.path("slots-available").asInt());
  }

  /** Ids of the TaskManagers that the JobManager counts on; a lost one until it is missed. */
  public List<String> taskManagers() {
    return each(client.get("/taskmanagers").path("taskmanagers"))
        .map(taskManager -> taskManager.path("id").asText())
        .toList();
  }

  /** Names of the threads of a TaskManager. */
  public List<String> threads(String taskManager) {
    JsonNode dump = client.get("/taskmanagers/" + taskManager + "/thread-dump");
    return each(dump.path("threadInfos"))
        .map(thread -> thread.path("threadName").asText())
        .toList();
  }

  /** Every job that the cluster remembers, ended ones among them. */
  public List<JobRest> jobs() {
    return each(client.get("/jobs").path("jobs")).map(job -> job(job.path("id").asText())).toList();
  }

  /** A job by its id; whether there is one shows at the first question. */
  public JobRest job(String id) {
    return new JobRest(client, id);
  }

  /** Uploads a job jar and runs its main class with these arguments. */
  public JobRest submit(Path jar, List<String> arguments) {
    return submit(jar, JobRequest.of(arguments));
  }

  /** Uploads a job jar and runs it; returns when the cluster has accepted the job. */
  public JobRest submit(Path jar, JobRequest request) {
    String stored = client.upload("/jars/upload", "jarfile", jar).path("filename").asText();
    String jarId = stored.substring(stored.lastIndexOf('/') + 1);
    ObjectNode body = RestClient.object();
    request.arguments().forEach(body.putArray("programArgsList")::add);
    // Left out, it would be 1 whatever the cluster's configuration says.
    body.put("parallelism", request.parallelism() > 0 ? request.parallelism() : slots().total());
    if (request.savepoint() != null) {
      body.put("savepointPath", request.savepoint());
    }
    ObjectNode settings = body.putObject("flinkConfiguration");
    request.settings().forEach(settings::put);
    return job(client.post("/jars/" + jarId + "/run", body).path("jobid").asText());
  }

  static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
