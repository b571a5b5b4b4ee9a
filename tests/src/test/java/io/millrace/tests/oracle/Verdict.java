package io.millrace.tests.oracle;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the oracle found, fault by fault. */
public final class Verdict {

  private static final int SHOWN = 3;

  private final Map<Fault, List<String>> findings = new EnumMap<>(Fault.class);

  void add(Fault fault, String finding) {
    findings.computeIfAbsent(fault, first -> new ArrayList<>()).add(finding);
  }

  /** How often a fault was found. */
  public int count(Fault fault) {
    return findings.getOrDefault(fault, List.of()).size();
  }

  /** The faults that were found. */
  public Set<Fault> faults() {
    return findings.keySet();
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    findings.forEach(
        (fault, found) ->
            text.append(
                "%s %d: %s%n"
                    .formatted(
                        fault, found.size(), found.subList(0, Math.min(SHOWN, found.size())))));
    return text.isEmpty() ? "clean" : text.toString();
  }
}
