package io.millrace.cli.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.registry.decision.Events;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The audit trail of a model: what was decided, by whom, why, and on what evidence. What
 * model-registry-sync decides in the course of a rollout is traced back to who asked for that.
 */
public final class Trail {

  /**
   * One decision.
   *
   * @param rollout the beginning of the rollout that it is part of, where another event than this
   */
  public record Entry(ModelEvent event, @Nullable ModelEvent rollout) {

    /** Three kinds of lines: what and by whom, why, on what evidence. */
    public List<String> text() {
      List<String> lines = new ArrayList<>();
      lines.add(
          "%s  sequence %d  %s%s  by %s%s"
              .formatted(
                  Words.moment(event.getAt()),
                  event.getSequence(),
                  event.getKind(),
                  event.getVersion() == null ? "" : "  version " + event.getVersion(),
                  event.getActor(),
                  rollout == null ? "" : ", asked by " + rollout.getActor()));
      lines.add("    " + event.getReason());
      new TreeMap<>(event.getEvidence())
          .forEach((name, value) -> lines.add("    %s = %s".formatted(name, value)));
      return lines;
    }

    /** The event as it is in {@code model-events}, with who asked. */
    public ObjectNode json() {
      return AvroJson.of(event)
          .put("askedBy", rollout == null ? null : rollout.getActor())
          .put("askedReason", rollout == null ? null : rollout.getReason());
    }
  }

  private Trail() {}

  /**
   * The entries of one model, the oldest first.
   *
   * @param history events of any models, the oldest first
   */
  public static List<Entry> of(String model, List<ModelEvent> history) {
    Map<Long, ModelEvent> underWay = new HashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (ModelEvent event : history) {
      if (event.getModel().equals(model)) {
        entries.add(entry(event, underWay));
      }
    }
    return entries;
  }

  private static Entry entry(ModelEvent event, Map<Long, ModelEvent> underWay) {
    Long version = event.getVersion();
    if (version == null) {
      return new Entry(event, null);
    }
    if (event.getKind() == EventKind.STAGING) {
      underWay.put(version, event);
      return new Entry(event, null);
    }
    ModelEvent asked = event.getActor().equals(Events.SYNC) ? underWay.get(version) : null;
    switch (event.getKind()) {
      // A version in service that is rolled back by itself was put there by that rollout, too.
      case REJECTED, ROLLED_BACK, RETIRED -> underWay.remove(version);
      case UNKNOWN, PUBLISHED, STAGING, STABLE, REFUSED, CANARY, SHADOW -> {}
    }
    return new Entry(event, asked);
  }

  /** Whether the event is of that version, since then. */
  public static boolean matches(ModelEvent event, @Nullable Long version, @Nullable Instant since) {
    return (version == null || Objects.equals(event.getVersion(), version))
        && (since == null || !event.getAt().isBefore(since));
  }

  /** One line, for those who watch. */
  public static String line(ModelEvent event) {
    return "%s %s %s: %s"
        .formatted(
            Words.time(event.getAt()),
            event.getModel() + (event.getVersion() == null ? "" : ":" + event.getVersion()),
            event.getKind(),
            event.getReason());
  }
}
