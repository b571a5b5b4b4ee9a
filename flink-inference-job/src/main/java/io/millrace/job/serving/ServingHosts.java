package io.millrace.job.serving;

import io.millrace.engine.host.HostOptions;
import io.millrace.engine.host.ModelHost;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.job.telemetry.EngineMetrics;
import io.millrace.job.telemetry.HostMetrics;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * The hosts of this process.
 *
 * <p>This is the one place with process-wide state, and it must exist: task slots that Flink
 * creates independently share one copy of each model. It holds as long as the class is loaded once
 * per process, which is why this module belongs in a cluster's {@code lib/}.
 */
public final class ServingHosts {

  private static final Duration KEPT_FOR = Duration.ofSeconds(60);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private static final HostPool<HostConfig, HostHandle> POOL =
      new HostPool<>(ServingHosts::start, KEPT_FOR);

  private static final HostPool<PinnedConfig, HostHandle> PINNED =
      new HostPool<>(ServingHosts::start, KEPT_FOR);

  /** Held while an image is scored with which another process may have died: one at a time. */
  public static final Semaphore SUSPECTS = new Semaphore(1);

  private ServingHosts() {}

  /**
   * Where a job brings this class along (a fat job jar), its hosts end with the job's class loader:
   * nobody else could use them. Where the class lies in a cluster's {@code lib/}, they stay for the
   * next job.
   */
  public static void endWith(RuntimeContext job) {
    if (ServingHosts.class.getClassLoader() != RuntimeContext.class.getClassLoader()) {
      job.registerUserCodeClassLoaderReleaseHookIfAbsent(
          "millrace-hosts", ServingHosts::closeBeforeClassLoader);
    }
  }

  /**
   * The class loader is closed after this, and by a thread of Flink's that must not stand still.
   */
  private static void closeBeforeClassLoader() {
    Thread closing = new Thread(ServingHosts::closeAll, "millrace-host-closer");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(CLOSING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeAll() {
    try {
      closeIdle();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the thread is ours and ends here
    }
  }

  static Serving acquire(HostConfig config) {
    return POOL.acquire(config);
  }

  static void release(HostConfig config) {
    POOL.release(config);
  }

  static Serving acquire(PinnedConfig config) {
    return PINNED.acquire(config);
  }

  static void release(PinnedConfig config) {
    PINNED.release(config);
  }

  /**
   * Closes the hosts that no task uses, instead of keeping them for a minute; for a program that
   * knows that no task will come.
   */
  public static void closeIdle() throws InterruptedException {
    POOL.closeIdle();
    PINNED.closeIdle();
  }

  private static HostHandle start(HostConfig config) {
    EngineMetrics counted = new EngineMetrics();
    ModelHost engine = engine(config, counted);
    HostMetrics metrics = new HostMetrics(counted, engine::snapshot);
    return new ServingHost(config, engine, metrics, name());
  }

  private static HostHandle start(PinnedConfig config) {
    EngineMetrics counted = new EngineMetrics();
    ModelHost engine = engine(config.host(), counted);
    return new PinnedHost(config, engine, new HostMetrics(counted, engine::snapshot));
  }

  private static ModelHost engine(HostConfig config, EngineMetrics counted) {
    OnnxSessionFactory sessions =
        new OnnxSessionFactory(OnnxRuntime.load(), config.device().toOptions());
    HostOptions options =
        config.engine().toOptions().withAdmission(config.device().admission().toAdmission());
    return ModelHost.start(options, sessions, counted);
  }

  /** Unique per start, readable for people. */
  private static String name() {
    String machine;
    try {
      machine = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      machine = "localhost";
    }
    String unique = UUID.randomUUID().toString().substring(0, 8);
    return "%s-%d-%s".formatted(machine, ProcessHandle.current().pid(), unique);
  }
}
