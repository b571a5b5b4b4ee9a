package io.millrace.tests.oracle;

import java.util.HashMap;
import java.util.Map;

/**
 * Judges a run by what lies in the topics.
 *
 * @param reference knows how images should be scored
 */
public record Oracle(Reference reference) {

  /** Everything that is wrong; repeats among it, for the caller to know whether they may be. */
  public Verdict judge(Evidence evidence) {
    Map<Position, Input> images = new HashMap<>();
    evidence.images().forEach(image -> images.put(image.at(), image));
    var verdict = new Verdict();
    new DeliveryCheck(images, verdict).check(evidence.outcomes());
    new VersionCheck(evidence.states(), verdict).check(evidence.scored());
    new ContentCheck(images, reference, verdict).check(evidence.named());
    return verdict;
  }
}
