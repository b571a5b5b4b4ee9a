package io.millrace.job.delivery;

import io.millrace.job.delivery.Trace.Origins;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows what goes into the open transaction. For one thread. */
final class TraceRecorder {

  private final Map<Integer, Origins> origins = new HashMap<>();
  private @Nullable Traceable last;

  void wrote(Traceable record) {
    last = record;
    origins.merge(
        record.partition(),
        new Origins(record.origin(), record.origin()),
        (known, now) -> new Origins(known.first(), now.last()));
  }

  /**
   * What the transaction holds that ends here; a next one begins.
   *
   * @throws IllegalStateException if nothing was written into it
   */
  Trace cut() {
    if (last == null) {
      throw new IllegalStateException("A transaction without a record needs no commit.");
    }
    Fingerprint print =
        Fingerprint.of(last.partition(), last.timestamp(), last.key(), last.value());
    Trace trace = new Trace(print, origins);
    forget();
    return trace;
  }

  void forget() {
    origins.clear();
    last = null;
  }
}
