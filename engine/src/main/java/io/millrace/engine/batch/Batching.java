package io.millrace.engine.batch;

import java.io.Serializable;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which policy closes batches. */
public sealed interface Batching extends Serializable {

  /** Learns and plans: {@link BatchPlanner}. */
  record Adaptive() implements Batching {
    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
      return "adaptive";
    }
  }

  /**
   * Closes at a size or after a delay: {@link FixedPolicy}.
   *
   * @param size images; no more than a model allows are taken
   * @param linger how long the oldest image waits for others
   */
  record Fixed(int size, Duration linger) implements Batching {
    private static final long serialVersionUID = 1L;

    public Fixed {
      if (size < 1 || size > 1024) {
        throw new IllegalArgumentException("a fixed size is from 1 to 1024 images, not " + size);
      }
      if (linger.isNegative()) {
        throw new IllegalArgumentException("a linger is not negative: " + linger);
      }
    }

    @Override
    public String toString() {
      return "fixed:" + size + "," + linger.toMillis() + "ms";
    }
  }

  /**
   * Reads {@code adaptive} or {@code fixed:SIZE,LINGER}, for example {@code fixed:16,5ms}.
   *
   * @throws IllegalArgumentException saying what may be written
   */
  static Batching parse(String text) {
    if (text.equals("adaptive")) {
      return new Adaptive();
    }
    Matcher fixed = Pattern.compile("fixed:(\\d{1,4}),(\\d{1,9})(ms|s)").matcher(text);
    if (!fixed.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither adaptive nor fixed:SIZE,LINGER, as in fixed:16,5ms");
    }
    long amount = Long.parseLong(fixed.group(2));
    Duration linger =
        fixed.group(3).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
    return new Fixed(Integer.parseInt(fixed.group(1)), linger);
  }
}
