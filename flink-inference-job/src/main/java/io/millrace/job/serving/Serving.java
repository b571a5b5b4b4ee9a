package io.millrace.job.serving;

import io.millrace.engine.host.Caller;
import java.util.Map;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** What an operator needs of the models of its process. Safe for use by many threads. */
public interface Serving {

  /** Who scores the images of a model; null while it has no version in service here. */
  @Nullable Route route(String model);

  /** Whether the registry has heard of the model. */
  boolean knows(String model);

  /** Highest sequence that the registry has shown of each model; immutable. */
  Map<String, Long> sequences();

  /**
   * Waits until the registry has shown at least these sequences, which earlier runs have seen: an
   * older registry would serve a version that was taken out of service since.
   *
   * @throws HostFailedException if the host cannot go on
   */
  void awaitSequences(SequenceFloor floor) throws InterruptedException;

  /**
   * Whether images of a model are left out without a word: they are not what this host is for. One
   * that follows the registry leaves none out.
   */
  default boolean passesOver(String model) {
    return false;
  }

  /**
   * A way into the engine for one task.
   *
   * @param onProgress run on a thread of the engine when something that was submitted is done
   */
  Caller newCaller(Runnable onProgress);

  /**
   * A way into the engine for images that nobody waits for.
   *
   * @param onProgress as of {@link #newCaller}
   */
  Caller newBackgroundCaller(Runnable onProgress);

  /**
   * Shows the engine's metrics, once however many tasks ask.
   *
   * @param ofJob group that all tasks of a job in this process share
   */
  void showMetrics(MetricGroup ofJob);

  /** Has the listener run, on a thread of the host, after every change of routes or health. */
  void addListener(Runnable listener);

  /** Ends that. */
  void removeListener(Runnable listener);

  /**
   * Waits until everything that the registry said before the start is known.
   *
   * @throws HostFailedException if the host cannot go on
   */
  void awaitCaughtUp() throws InterruptedException;

  /**
   * Waits until a version of the model is in service here.
   *
   * @throws HostFailedException if the host cannot go on
   */
  void awaitRoute(String model) throws InterruptedException;

  /**
   * Passes the end of the host on.
   *
   * @throws HostFailedException if the host cannot go on
   */
  void throwIfFailed();
}
