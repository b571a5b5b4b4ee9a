package io.millrace.cli.registry;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.avro.Candidate;
import io.millrace.avro.HostStatus;
import io.millrace.avro.HostedVersion;
import io.millrace.avro.ModelState;
import io.millrace.registry.decision.HostReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The hosts as they concern one model.
 *
 * @param alive the last reports of the hosts that are alive, by name
 */
public record Fleet(ModelState model, List<HostStatus> alive) {

  /** How many hosts can serve all that takes traffic, or is to take it where nothing does yet. */
  long ready() {
    List<Long> wanted = wanted();
    return alive.stream().filter(host -> isReady(host, wanted)).count();
  }

  private List<Long> wanted() {
    Candidate candidate = model.getCandidate();
    List<Long> serving =
        Stream.of(model.getStable(), candidate == null ? null : (Long) candidate.getVersion())
            .filter(Objects::nonNull)
            .toList();
    Long staging = model.getStaging();
    return serving.isEmpty() && staging != null ? List.of(staging) : serving;
  }

  private boolean isReady(HostStatus host, List<Long> versions) {
    return !versions.isEmpty()
        && versions.stream().allMatch(v -> HostReport.of(host, model, v).isReady());
  }

  /** The model's versions on a host, by number. */
  List<HostedVersion> on(HostStatus host) {
    return host.getVersions().stream()
        .filter(version -> version.getModel().equals(model.getModel()))
        .sorted(comparing(HostedVersion::getVersion))
        .toList();
  }

  /**
   * One line for each host: how far it is with a version that the model has.
   *
   * @param version the version
   */
  public List<HostLine> lines(long version) {
    List<HostLine> lines = new ArrayList<>();
    for (HostStatus host : alive) {
      lines.add(HostLine.of(HostReport.of(host, model, version)));
    }
    return lines;
  }

  /** The hosts with what they have of the model, as in {@code model-status}. */
  public ArrayNode json() {
    ArrayNode hosts = JsonNodeFactory.instance.arrayNode();
    for (HostStatus host : alive) {
      ArrayNode versions =
          hosts
              .addObject()
              .put("host", host.getHost())
              .put("startedAt", host.getStartedAt().toString())
              .put("at", host.getAt().toString())
              .putArray("versions");
      on(host).forEach(version -> versions.add(AvroJson.of(version)));
    }
    return hosts;
  }
}
