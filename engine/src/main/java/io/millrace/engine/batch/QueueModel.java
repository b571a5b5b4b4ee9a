package io.millrace.engine.batch;

import io.millrace.engine.batch.Plan.Wait;

/**
 * A queue with batch service in virtual time: images in order of arrival, {@code servers} devices,
 * and a policy that is asked just as a lane asks it.
 *
 * @param buckets the sizes that are run
 * @param decodeNanos of an image, taken by the device before the run
 */
record QueueModel(ServiceTime time, Buckets buckets, int servers, double decodeNanos) {

  /** The 99th percentile of the latency of the arrivals given, nanoseconds. */
  long p99(BatchPolicy policy, long[] arrivals) {
    int below = (int) Math.ceil(0.99 * arrivals.length) - 1;
    Largest latencies = new Largest(arrivals.length - below);
    play(policy, arrivals, latencies);
    return latencies.least();
  }

  private void play(BatchPolicy policy, long[] arrivals, Largest latencies) {
    long[] freeAt = new long[servers];
    int next = 0;
    int seen = 0;
    long now = arrivals[0];
    while (next < arrivals.length) {
      int server = earliest(freeAt);
      now = Math.max(now, Math.max(freeAt[server], arrivals[next]));
      while (seen < arrivals.length && arrivals[seen] <= now) {
        policy.arrived(arrivals[seen++]);
      }
      int waiting = Math.min(seen - next, policy.cap());
      OpenBatch open = new OpenBatch(waiting, arrivals[next], arrivals[seen - 1]);
      if (policy.plan(open, now) instanceof Wait wait) {
        long arrival = seen < arrivals.length ? arrivals[seen] : Long.MAX_VALUE;
        now = Math.min(arrival, Math.max(wait.until(), now + 1));
        continue;
      }
      int images = policy.share(seen - next);
      long end = now + nanos(images);
      freeAt[server] = end;
      for (int i = 0; i < images; i++, next++) {
        latencies.add(end - arrivals[next]);
      }
    }
  }

  /** Images per nanosecond when every batch holds {@code images}. */
  double capacity(int images) {
    return (double) servers * images / (double) nanos(images);
  }

  private long nanos(int images) {
    return Math.max(
        1, (long) (time.predict(buckets.holding(images)) + decodeNanos * (double) images));
  }

  private static int earliest(long[] freeAt) {
    int earliest = 0;
    for (int i = 1; i < freeAt.length; i++) {
      if (freeAt[i] < freeAt[earliest]) {
        earliest = i;
      }
    }
    return earliest;
  }
}
