package io.millrace.job;

import io.millrace.engine.batch.Batching;
import io.millrace.engine.session.Provider;
import io.millrace.job.log.ImageLog;
import io.millrace.job.operator.OperatorConfig;
import io.millrace.job.operator.OperatorConfig.ColdStart;
import io.millrace.job.serving.AdmissionConfig;
import io.millrace.job.serving.DeviceConfig;
import io.millrace.job.serving.HostConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the job, with their units as types; checked together. */
public final class JobOptions {

  /** What a reader of the outputs sees after a failure. */
  public enum Delivery {
    /** Some predictions again, recognisable by their origin. */
    AT_LEAST_ONCE,
    /** Each prediction once, under read_committed, one checkpoint interval later. */
    EXACTLY_ONCE
  }

  @Option(
      names = "--bootstrap-servers",
      required = true,
      paramLabel = "HOST:PORT,…",
      description = "Kafka brokers.")
  String bootstrapServers = "";

  @Option(
      names = "--schema-registry",
      required = true,
      paramLabel = "URL",
      description = "Base URL of the schema registry's Confluent-compatible API.")
  String schemaRegistry = "";

  @Option(
      names = "--default-model",
      required = true,
      paramLabel = "MODEL",
      description = "Model of the images that name none.")
  String defaultModel = "";

  @Option(
      names = "--group-id",
      paramLabel = "ID",
      defaultValue = "millrace",
      description = "Consumer group, and prefix of transaction ids (default: ${DEFAULT-VALUE}).")
  String groupId = "millrace";

  @Option(
      names = "--delivery",
      converter = OptionTypes.DeliveryType.class,
      paramLabel = "MODE",
      defaultValue = "at-least-once",
      description = "at-least-once or exactly-once (default: ${DEFAULT-VALUE}).")
  Delivery delivery = Delivery.AT_LEAST_ONCE;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Engine threads per process (default: one per core).")
  int workers = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--provider",
      converter = OptionTypes.ProviderType.class,
      paramLabel = "PROVIDER",
      defaultValue = "cpu",
      description =
          "Where models run: cpu, cuda[:N], tensorrt[:N], or auto: the first GPU if it works, else"
              + " the CPU. A GPU that is named and missing fails the job (default:"
              + " ${DEFAULT-VALUE}).")
  Provider provider = Provider.CPU;

  @Option(
      names = "--provider-option",
      paramLabel = "KEY=VALUE",
      description =
          "Option of ONNX Runtime's CUDA provider, or of its TensorRT provider where it begins with"
              + " trt_; can be repeated. Example: gpu_mem_limit=4294967296 (bytes).")
  Map<String, String> providerOptions = Map.of();

  @Option(
      names = "--model-cache",
      paramLabel = "DIR",
      description =
          "Folder, on each machine, of optimised models and TensorRT engines, so that the next load"
              + " is faster. Default: none.")
  @Nullable Path modelCache;

  @Option(
      names = "--trusted-keys",
      paramLabel = "DIR",
      description =
          "Folder, on each machine, of public keys (*.pub): only versions that one of them has"
              + " signed are loaded. Default: none, unsigned versions are loaded too.")
  @Nullable Path trustedKeys;

  @Option(
      names = "--max-model-size",
      paramLabel = "MIB",
      defaultValue = "2047",
      description = "Largest model.onnx that is loaded, MiB (default: ${DEFAULT-VALUE}).")
  int maxModelMebibytes = 2047;

  @Option(
      names = "--model-memory",
      paramLabel = "MIB",
      description =
          "Memory, MiB, that all loaded versions may take by estimate (default: what the heap leaves"
              + " of the machine or container).")
  @Nullable Long modelMemoryMebibytes;

  @Option(
      names = "--load-deadline",
      converter = OptionTypes.DurationType.class,
      paramLabel = "DURATION",
      defaultValue = "60s",
      description =
          "How long a version may take to be ready before it is refused; give TensorRT, which"
              + " builds engines, 15m (default: ${DEFAULT-VALUE}).")
  Duration loadDeadline = Duration.ofSeconds(60);

  @Option(
      names = "--latency-target",
      converter = OptionTypes.DurationType.class,
      paramLabel = "DURATION",
      defaultValue = "50ms",
      description =
          "How long an image may be in the engine, 50ms or 2s (default: ${DEFAULT-VALUE}).")
  Duration latencyTarget = Duration.ofMillis(50);

  @Option(
      names = "--batching",
      converter = OptionTypes.BatchingType.class,
      paramLabel = "POLICY",
      defaultValue = "adaptive",
      description =
          "adaptive, or fixed:SIZE,LINGER as in fixed:16,5ms: batches of at most SIZE images, and"
              + " none waits longer than LINGER for others (default: ${DEFAULT-VALUE}).")
  Batching batching = new Batching.Adaptive();

  @Option(
      names = "--max-in-flight",
      paramLabel = "N",
      defaultValue = "128",
      description =
          "Most images per task that may be under way; fewer where fewer keep the engine busy. A"
              + " checkpoint waits for them (default: ${DEFAULT-VALUE}).")
  int maxInFlight = 128;

  @Option(
      names = "--checkpoint-interval",
      converter = OptionTypes.DurationType.class,
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "Time between checkpoints (default: ${DEFAULT-VALUE}).")
  Duration checkpointInterval = Duration.ofSeconds(10);

  @Option(
      names = "--transaction-timeout",
      converter = OptionTypes.DurationType.class,
      paramLabel = "DURATION",
      defaultValue = "15m",
      description =
          "With exactly-once, how long a transaction may stay open; at most the broker's"
              + " transaction.max.timeout.ms (default: ${DEFAULT-VALUE}).")
  Duration transactionTimeout = Duration.ofMinutes(15);

  @Option(
      names = "--cold-start",
      converter = OptionTypes.ColdStartType.class,
      paramLabel = "POLICY",
      defaultValue = "hold",
      description =
          "Before a model has its first version, its images wait (hold) or are dead-lettered"
              + " (dead-letter) (default: ${DEFAULT-VALUE}).")
  ColdStart coldStart = ColdStart.HOLD;

  /** Everything that is wrong with the options together; none if they fit. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (workers < 1) {
      problems.add("--workers must be at least 1 and is " + workers);
    }
    if (maxInFlight < 1) {
      problems.add("--max-in-flight must be at least 1 and is " + maxInFlight);
    }
    if (provider.equals(Provider.CPU) && !providerOptions.isEmpty()) {
      problems.add("--provider-option is for a GPU and --provider is cpu");
    }
    if (maxModelMebibytes < 1 || maxModelMebibytes > 2047) {
      problems.add("--max-model-size must be 1 to 2047 MiB and is " + maxModelMebibytes);
    }
    if (modelMemoryMebibytes != null && modelMemoryMebibytes < 1) {
      problems.add("--model-memory must be at least 1 MiB and is " + modelMemoryMebibytes);
    }
    positive("--load-deadline", loadDeadline, problems);
    positive("--latency-target", latencyTarget, problems);
    positive("--checkpoint-interval", checkpointInterval, problems);
    positive("--transaction-timeout", transactionTimeout, problems);
    if (delivery == Delivery.EXACTLY_ONCE
        && checkpointInterval.multipliedBy(2).compareTo(transactionTimeout) >= 0) {
      problems.add(
          "--checkpoint-interval (%s) must be less than half of --transaction-timeout (%s), or an"
                  .formatted(checkpointInterval, transactionTimeout)
              + " outage between two checkpoints loses predictions: lower the first");
    }
    return problems;
  }

  private static void positive(String option, Duration value, List<String> problems) {
    if (value.isNegative() || value.isZero()) {
      problems.add(option + " must be more than zero");
    }
  }

  private DeviceConfig device() {
    return new DeviceConfig(
        provider,
        Map.copyOf(providerOptions),
        modelCache == null ? null : modelCache.toString(),
        admission());
  }

  private AdmissionConfig admission() {
    return new AdmissionConfig(
        trustedKeys == null ? null : trustedKeys.toString(),
        (long) maxModelMebibytes << 20,
        modelMemoryMebibytes == null ? 0 : modelMemoryMebibytes << 20,
        loadDeadline);
  }

  OperatorConfig config() {
    return new OperatorConfig(
        new HostConfig(
            bootstrapServers, schemaRegistry, workers, latencyTarget, device(), batching),
        schemaRegistry,
        defaultModel,
        groupId,
        maxInFlight,
        coldStart);
  }

  ImageLog log() {
    return new ImageLog(
        bootstrapServers,
        groupId,
        delivery == Delivery.EXACTLY_ONCE
            ? DeliveryGuarantee.EXACTLY_ONCE
            : DeliveryGuarantee.AT_LEAST_ONCE,
        transactionTimeout);
  }
}
