package io.millrace.registry.decision;

import io.millrace.avro.Arm;
import io.millrace.avro.Candidate;
import io.millrace.avro.Guard;
import io.millrace.avro.ModelState;
import io.millrace.avro.Rollout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which windows the rules want to be told of: {@link Input.Window}.
 *
 * @param version version to watch
 * @param arm the arm on which it is watched
 * @param lengths lengths of the windows
 */
public record Watch(long version, Arm arm, SortedSet<Duration> lengths) {

  /** Length of the windows in which the version in service is watched. */
  public static final Duration IN_SERVICE = Duration.ofSeconds(10);

  /** What is to be watched in a state: the version in service, and the one on trial. */
  public static List<Watch> of(ModelState state) {
    List<Watch> watches = new ArrayList<>();
    Long stable = state.getStable();
    if (stable != null) {
      watches.add(new Watch(stable, Arm.STABLE, new TreeSet<>(List.of(IN_SERVICE))));
    }
    Candidate candidate = state.getCandidate();
    Rollout rollout = state.getRollout();
    if (candidate != null && rollout != null) {
      SortedSet<Duration> lengths = new TreeSet<>();
      for (Guard guard : Guards.of(rollout)) {
        lengths.add(Duration.ofMillis(guard.getWindowMillis()));
      }
      watches.add(new Watch(candidate.getVersion(), candidate.getArm(), lengths));
    }
    return List.copyOf(watches);
  }
}
