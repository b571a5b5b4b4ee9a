package io.millrace.registry.watch;

import io.millrace.engine.model.VersionId;
import io.millrace.registry.watch.Repository.Found;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What two looks one after the other have in common.
 *
 * @param before the look before
 * @param now the latest look
 */
record Looks(Map<VersionId, Found> before, Map<VersionId, Found> now) {

  /** Whether nothing of the version's files has changed between the two: nobody is copying. */
  boolean isSettled(VersionId id) {
    Found found = now.get(id);
    return found != null && found.equals(before.get(id));
  }

  /** Whether neither look found it. */
  boolean isGone(VersionId id) {
    return !now.containsKey(id) && !before.containsKey(id);
  }

  Set<String> models() {
    Set<String> models = new HashSet<>();
    now.keySet().forEach(id -> models.add(id.model()));
    return models;
  }

  SortedSet<Long> versions(String model) {
    SortedSet<Long> versions = new TreeSet<>();
    now.keySet().stream()
        .filter(id -> id.model().equals(model))
        .forEach(id -> versions.add(id.version()));
    return versions;
  }
}
