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

/**
 * The hosts of this process.
 *
 * <p>This is the one place with process-wide state, and it must exist: task slots that Flink
 * creates independently share one copy of each model. It holds as long as the class is loaded once
 * per process, which is why this module belongs in a cluster's {@code lib/}.
 */
public final class ServingHosts {

  private static final Duration KEPT_FOR = Duration.ofSeconds(60);
  private static final HostPool POOL = new HostPool(ServingHosts::start, KEPT_FOR);

  private ServingHosts() {}

  static Serving acquire(HostConfig config) {
    return POOL.acquire(config);
  }

  static void release(HostConfig config) {
    POOL.release(config);
  }

  /**
   * Closes the hosts that no task uses, instead of keeping them for a minute; for a program that
   * knows that no task will come.
   */
  public static void closeIdle() throws InterruptedException {
    POOL.closeIdle();
  }

  private static HostHandle start(HostConfig config) {
    HostOptions options =
        HostOptions.defaults()
            .withWorkers(config.workers())
            .withLatencyTarget(config.latencyTarget())
            .withBatching(config.batching())
            .withAdmission(config.device().admission().toAdmission());
    OnnxSessionFactory sessions =
        new OnnxSessionFactory(OnnxRuntime.load(), config.device().toOptions());
    EngineMetrics counted = new EngineMetrics();
    ModelHost engine = ModelHost.start(options, sessions, counted);
    HostMetrics metrics = new HostMetrics(counted, engine::snapshot);
    return new ServingHost(config, engine, metrics, name());
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
