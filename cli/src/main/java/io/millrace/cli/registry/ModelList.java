package io.millrace.cli.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.avro.Candidate;
import io.millrace.avro.ModelState;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import io.millrace.cli.terminal.Table;
import io.millrace.cli.trial.Share;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All models, one line each.
 *
 * @param fleets each model with the hosts
 */
public record ModelList(List<Fleet> fleets) {

  /** The table; one line of advice where there is no model. */
  public List<String> text() {
    if (fleets.isEmpty()) {
      return List.of("No model has been published. Publish one: millrace models publish MODEL DIR");
    }
    var table =
        Table.of("MODEL", "STABLE>", "CANDIDATE", "STAGING>", "SEQUENCE>", "VERSIONS>", "HOSTS>");
    for (Fleet fleet : fleets) {
      ModelState model = fleet.model();
      table.row(
          model.getModel(),
          Words.orEmpty(model.getStable()),
          candidate(model.getCandidate()),
          Words.orEmpty(model.getStaging()),
          model.getSequence(),
          usable(model),
          "%d/%d ready".formatted(fleet.ready(), fleet.alive().size()));
    }
    return table.lines();
  }

  private static long usable(ModelState model) {
    return model.getVersions().stream()
        .filter(version -> version.getStatus() != VersionStatus.RETIRED)
        .count();
  }

  static String candidate(@Nullable Candidate candidate) {
    return candidate == null
        ? ""
        : "%d %s %s"
            .formatted(
                candidate.getVersion(),
                candidate.getArm().name().toLowerCase(Locale.ROOT),
                Share.text(candidate.getPermille()));
  }

  /** One array; of each version what tells it from the others. */
  public ArrayNode json() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Fleet fleet : fleets) {
      ObjectNode node = AvroJson.of(fleet.model());
      ArrayNode versions = node.putArray("versions");
      for (VersionState version : fleet.model().getVersions()) {
        versions.add(AvroJson.of(version).without(List.of("manifest", "artifacts", "signature")));
      }
      node.putObject("hosts").put("ready", fleet.ready()).put("alive", fleet.alive().size());
      list.add(node);
    }
    return list;
  }
}
