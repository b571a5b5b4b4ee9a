package io.millrace.tests.oracle;

import static io.millrace.tests.oracle.Fault.WRONG_VERSION;

import io.millrace.avro.ModelState;
import io.millrace.avro.Prediction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether every prediction is of the version that the registry had in service under the sequence
 * that the prediction names, and no partition ever goes back to an earlier sequence.
 */
final class VersionCheck {

  private record Stage(String model, long sequence) {}

  private final Map<Stage, ModelState> states = new HashMap<>();
  private final Verdict verdict;
  private final Set<Position> seen = new HashSet<>();
  private final Map<Integer, Long> latest = new HashMap<>();

  VersionCheck(List<ModelState> states, Verdict verdict) {
    states.forEach(
        state -> this.states.put(new Stage(state.getModel(), state.getSequence()), state));
    this.verdict = verdict;
  }

  void check(Stream<Outcome.Scored> scored) {
    scored.forEach(
        each -> {
          if (!wasInService(each.prediction())) {
            verdict.add(
                WRONG_VERSION,
                "%s by version %d under sequence %d."
                    .formatted(
                        each.origin(),
                        each.prediction().getVersion(),
                        each.prediction().getSequence()));
          }
          if (seen.add(each.origin())) {
            checkForward(each);
          }
        });
  }

  private boolean wasInService(Prediction prediction) {
    ModelState state = states.get(new Stage(prediction.getModel(), prediction.getSequence()));
    return state != null
        && Objects.equals(state.getStable(), prediction.getVersion())
        && state.getVersions().stream()
            .anyMatch(
                version ->
                    version.getVersion() == prediction.getVersion()
                        && version.getDigest().equals(prediction.getDigest()));
  }

  private void checkForward(Outcome.Scored scored) {
    long sequence = scored.prediction().getSequence();
    Long before = latest.put(scored.origin().partition(), sequence);
    if (before != null && sequence < before) {
      verdict.add(
          WRONG_VERSION,
          "%s under sequence %d after %d.".formatted(scored.origin(), sequence, before));
    }
  }
}
