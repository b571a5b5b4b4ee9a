package io.millrace.job.serving;

import io.millrace.engine.host.HostOptions;
import io.millrace.engine.host.ModelHost;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.job.telemetry.EngineMetrics;
import io.millrace.job.telemetry.HostMetrics;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The hosts of this process, counted.
 *
 * <p>This is the one place with process-wide state, and it must exist: task slots that Flink
 * creates independently share one copy of each model. It holds as long as the class is loaded once
 * per process, which is why this module belongs in a cluster's {@code lib/}.
 */
final class ServingHosts {

  private static final Map<HostConfig, Shared> HOSTS = new HashMap<>(); // guarded by the class

  private static final class Shared {
    final ServingHost host;
    int users;

    Shared(ServingHost host) {
      this.host = host;
    }
  }

  private ServingHosts() {}

  /** The host of this configuration, started by its first user. Every user releases it once. */
  static synchronized ServingHost acquire(HostConfig config) {
    Shared shared = HOSTS.computeIfAbsent(config, ServingHosts::start);
    shared.users++;
    return shared.host;
  }

  /** Gives a use back; the last one closes the host. */
  static synchronized void release(HostConfig config) throws InterruptedException {
    Shared shared = HOSTS.get(config);
    if (shared == null) {
      throw new IllegalStateException("Released more often than acquired: " + config);
    }
    if (--shared.users == 0) {
      HOSTS.remove(config);
      shared.host.close();
    }
  }

  private static Shared start(HostConfig config) {
    HostOptions options =
        HostOptions.defaults()
            .withWorkers(config.workers())
            .withLatencyTarget(config.latencyTarget())
            .withBatching(config.batching());
    EngineMetrics counted = new EngineMetrics();
    ModelHost engine =
        ModelHost.start(options, new OnnxSessionFactory(OnnxRuntime.load()), counted);
    HostMetrics metrics = new HostMetrics(counted, engine::snapshot);
    return new Shared(new ServingHost(config, engine, metrics, name()));
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
