package io.millrace.cli.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.avro.ModelEvent;
import io.millrace.cli.registry.AvroJson;
import io.millrace.cli.registry.HostLine;
import io.millrace.cli.terminal.Console;
import java.util.HashMap;
import java.util.Map;

/**
 * One JSON object a line: {@code "type":"event"} with the fields of a ModelEvent, and {@code
 * "type":"host"} whenever a host has come further with a version.
 */
final class JsonDisplay implements Display {

  private record Key(String host, long version) {}

  private final Console console;
  private final Map<Key, HostLine> hosts = new HashMap<>();

  JsonDisplay(Console console) {
    this.console = console;
  }

  @Override
  public void event(ModelEvent event) {
    ObjectNode line = typed("event");
    line.setAll(AvroJson.of(event));
    console.say(line.toString());
  }

  @Override
  public void progress(Progress now) {
    for (HostLine host : now.hosts()) {
      if (!host.equals(hosts.put(new Key(host.host(), now.version()), host))) {
        console.say(
            typed("host")
                .put("host", host.host())
                .put("version", now.version())
                .put("stage", host.stage())
                .put("figures", host.figures())
                .toString());
      }
    }
  }

  private static ObjectNode typed(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }
}
