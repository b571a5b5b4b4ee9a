package io.millrace.cli.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.avro.ModelState;
import io.millrace.avro.VersionState;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.verb.ConnectionOptions;
import io.millrace.registry.client.RegistryView;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists every version of every model. */
@Command(name = "list", description = "Lists every version of every model and where it stands.")
final class ListCommand implements Callable<Integer> {

  private static final String ROW = "%-24s %8s  %-12s %-14s %-20s %s";

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Option(names = "--json", description = "One line of JSON.")
  private boolean json;

  private final Console console;

  ListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var view = new RegistryView(connection.endpoints())) {
      Collection<ModelState> models = view.models().values();
      if (json) {
        console.say(json(models));
      } else {
        table(models);
      }
    }
    return ExitCode.OK;
  }

  private void table(Collection<ModelState> models) {
    if (models.isEmpty()) {
      console.say("No model has been published. Publish one: millrace models publish MODEL DIR");
      return;
    }
    console.say(ROW.formatted("MODEL", "VERSION", "STATUS", "DIGEST", "PUBLISHED", "REASON"));
    for (ModelState model : models) {
      for (VersionState version : model.getVersions()) {
        console.say(
            ROW.formatted(
                    model.getModel(),
                    version.getVersion(),
                    version.getStatus(),
                    version.getDigest().substring(0, 12),
                    version.getPublishedAt().toString().substring(0, 19),
                    orEmpty(version.getReason()))
                .stripTrailing());
      }
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String json(Collection<ModelState> models) {
    var mapper = new ObjectMapper();
    ArrayNode list = mapper.createArrayNode();
    for (ModelState model : models) {
      ObjectNode node = list.addObject();
      node.put("model", model.getModel());
      node.put("sequence", model.getSequence());
      node.put("stable", model.getStable());
      node.put("previous", model.getPrevious());
      node.put("staging", model.getStaging());
      ArrayNode versions = node.putArray("versions");
      for (VersionState version : model.getVersions()) {
        versions
            .addObject()
            .put("version", version.getVersion())
            .put("status", version.getStatus().name())
            .put("digest", version.getDigest())
            .put("publishedAt", version.getPublishedAt().toString())
            .put("publishedBy", version.getPublishedBy())
            .put("reason", version.getReason());
      }
    }
    try {
      return mapper.writeValueAsString(list);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
