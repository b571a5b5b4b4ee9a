package io.millrace.cli.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.avro.HostStatus;
import io.millrace.avro.HostedVersion;
import io.millrace.avro.ModelState;
import io.millrace.avro.VersionState;
import io.millrace.cli.terminal.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Everything about one model. */
public record ModelPage(Fleet fleet, Instant now) {

  /** For people. */
  public List<String> text() {
    ModelState model = fleet.model();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s   sequence %d, changed %s"
            .formatted(model.getModel(), model.getSequence(), Words.moment(model.getUpdatedAt())));
    pointer(lines, "stable", Words.orEmpty(model.getStable()));
    pointer(lines, "previous", Words.orEmpty(model.getPrevious()));
    pointer(lines, "candidate", ModelList.candidate(model.getCandidate()));
    pointer(lines, "staging", Words.orEmpty(model.getStaging()));
    section(lines, RolloutText.lines(model, now));
    section(lines, versions().lines());
    section(lines, fleet.alive().isEmpty() ? List.of("No host is alive.") : hosts().lines());
    return lines;
  }

  private static void pointer(List<String> lines, String name, String value) {
    lines.add("  %-9s %s".formatted(name, value.isEmpty() ? "-" : value));
  }

  private static void section(List<String> lines, List<String> section) {
    if (!section.isEmpty()) {
      lines.add("");
      lines.addAll(section);
    }
  }

  private Table versions() {
    var table = Table.of("VERSION>", "STATUS", "DIGEST", "PRECISION", "PUBLISHED", "BY", "REASON");
    for (VersionState version : fleet.model().getVersions()) {
      table.row(
          version.getVersion(),
          version.getStatus(),
          Words.brief(version.getDigest()),
          precision(version.getManifest()),
          Words.moment(version.getPublishedAt()),
          version.getPublishedBy(),
          Words.orEmpty(version.getReason()));
    }
    return table;
  }

  /** As model.json says it; a retired version has none any more. */
  private static String precision(String manifest) {
    try {
      return new ObjectMapper().readTree(manifest).path("precision").path("type").asText();
    } catch (JsonProcessingException e) {
      return "?";
    }
  }

  private Table hosts() {
    var table = Table.of("HOST", "VERSION>", "STATE", "LOAD>", "S(b)", "MEMORY>", "ON", "REASON");
    for (HostStatus host : fleet.alive()) {
      List<HostedVersion> versions = fleet.on(host);
      if (versions.isEmpty()) {
        table.row(host.getHost(), "", "has none", "", "", "", "", "");
      }
      versions.forEach(version -> row(table, host, version));
    }
    return table;
  }

  private static void row(Table table, HostStatus host, HostedVersion version) {
    Long load = version.getLoadMillis();
    String code = Words.orEmpty(version.getCode());
    table.row(
        host.getHost(),
        version.getVersion(),
        version.getState(),
        load == null ? "" : load + " ms",
        Words.cost(version.getAlphaMicros(), version.getTau0Micros()),
        Words.bytes(version.getMemoryBytes()),
        Words.orEmpty(version.getProvider()),
        code.isEmpty() ? "" : code + ": " + Words.orEmpty(version.getReason()));
  }

  /** The state as it is in {@code model-registry}, with the hosts. */
  public ObjectNode json() {
    ObjectNode node = AvroJson.of(fleet.model());
    node.set("hosts", fleet.json());
    return node;
  }
}
