package io.millrace.job;

import io.millrace.engine.batch.Batching;
import io.millrace.engine.image.DamageCheck;
import io.millrace.job.log.ImageLog;
import io.millrace.job.operator.GpuOffer;
import io.millrace.job.operator.InferenceOperatorFactory;
import io.millrace.job.operator.OperatorConfig;
import io.millrace.job.operator.OperatorConfig.ColdStart;
import io.millrace.job.serving.AdmissionConfig;
import io.millrace.job.serving.DeviceConfig;
import io.millrace.job.serving.EngineConfig;
import io.millrace.job.serving.HostConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the job, with their units as types; checked together. */
public final class JobOptions {

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
      names = "--workers",
      paramLabel = "N",
      description = "Engine threads per process (default: one per core).")
  int workers = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--provider",
      converter = ProviderChoice.Type.class,
      paramLabel = "PROVIDER",
      defaultValue = "cpu",
      description =
          "Where models run: cpu, cuda[:N], tensorrt[:N], or auto: the first GPU if it works, else"
              + " the CPU. A GPU that is named and missing fails the job (default:"
              + " ${DEFAULT-VALUE}).")
  ProviderChoice provider = ProviderChoice.CPU;

  @Option(
      names = "--gpu-resource",
      paramLabel = "NAME",
      defaultValue = "gpu",
      description =
          "Flink's external resource that offers GPUs. Where the cluster offers one, and --provider"
              + " names a GPU without its number or is auto, tasks run on the GPUs offered (default:"
              + " ${DEFAULT-VALUE}).")
  String gpuResource = "gpu";

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
      names = "--damage-check",
      converter = OptionTypes.DamageCheckType.class,
      paramLabel = "DEPTH",
      defaultValue = "full",
      description =
          "full: damage inside a JPEG is found by following its codes; structure: only its markers,"
              + " lengths and end are checked, and a picture damaged between them is scored, half of"
              + " it made up (default: ${DEFAULT-VALUE}).")
  DamageCheck damageCheck = DamageCheck.FULL;

  @Option(
      names = "--run-deadline",
      converter = OptionTypes.DurationType.class,
      paramLabel = "DURATION",
      defaultValue = "30s",
      description =
          "How long one run of a model may take. Then it is ended and tried once more; if that takes"
              + " too long as well, its images are dead letters (default: ${DEFAULT-VALUE}).")
  Duration runDeadline = Duration.ofSeconds(30);

  @Option(
      names = "--max-in-flight",
      paramLabel = "N",
      defaultValue = "128",
      description =
          "Most images per task that may be under way; fewer where fewer keep the engine busy. A"
              + " checkpoint waits for them (default: ${DEFAULT-VALUE}).")
  int maxInFlight = 128;

  @Option(
      names = "--crash-journal",
      paramLabel = "DIR",
      description =
          "Folder that all TaskManagers share, or each keeps across its restarts: an image"
              + " whose process has died twice with it under way goes to the dead letters"
              + " (NATIVE_CRASH) instead of ending a third. Default: none, it is tried for ever.")
  @Nullable Path crashJournal;

  @Option(
      names = "--cold-start",
      converter = OptionTypes.ColdStartType.class,
      paramLabel = "POLICY",
      defaultValue = "hold",
      description =
          "Before a model has its first version, its images wait (hold) or are dead-lettered"
              + " (dead-letter) (default: ${DEFAULT-VALUE}).")
  ColdStart coldStart = ColdStart.HOLD;

  @Option(
      names = "--allow-rewind",
      description =
          "Start from a checkpoint or savepoint that is not the last one of this --group-id, and emit"
              + " again what came after it. Without it such a start is refused.")
  boolean allowRewind;

  @Mixin final DeliveryOptions delivery = new DeliveryOptions();

  @Mixin final StatsOptions statistics = new StatsOptions();

  /** Everything that is wrong with the options together; none if they fit. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (workers < 1) {
      problems.add("--workers must be at least 1 and is " + workers);
    }
    if (maxInFlight < 1) {
      problems.add("--max-in-flight must be at least 1 and is " + maxInFlight);
    }
    if (provider.equals(ProviderChoice.CPU) && !providerOptions.isEmpty()) {
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
    positive("--run-deadline", runDeadline, problems);
    problems.addAll(delivery.problems());
    problems.addAll(statistics.problems());
    return problems;
  }

  /**
   * What the brokers say against it; none if nothing has to be asked.
   *
   * @param transactionalIdPrefixes what the transactional ids of the job begin with
   * @throws IllegalStateException if they do not answer
   */
  public List<String> problemsOfTheBrokers(Set<String> transactionalIdPrefixes) {
    return delivery.problemsOfTheBrokers(bootstrapServers, transactionalIdPrefixes);
  }

  static void positive(String option, Duration value, List<String> problems) {
    if (value.isNegative() || value.isZero()) {
      problems.add(option + " must be more than zero");
    }
  }

  private DeviceConfig device() {
    return new DeviceConfig(
        provider.provider(),
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

  /**
   * Makes an operator.
   *
   * @param config what it is told, {@link #config} or a variant of it
   */
  public InferenceOperatorFactory inference(OperatorConfig config) {
    var factory = new InferenceOperatorFactory(config).withCheckpointAlarm(delivery.alarm());
    if (crashJournal != null) {
      factory.withCrashJournal(crashJournal);
    }
    if (!allowRewind) {
      factory.withRewindGuard(bootstrapServers);
    }
    return provider.isOpen() ? factory.withGpusOf(new GpuOffer(gpuResource)) : factory;
  }

  /** Has the job take checkpoints. */
  public void enableCheckpoints(StreamExecutionEnvironment env) {
    delivery.enableCheckpoints(env);
  }

  /** What the operator is told. */
  public OperatorConfig config() {
    return new OperatorConfig(
        new HostConfig(
            bootstrapServers,
            schemaRegistry,
            new EngineConfig(workers, latencyTarget, batching, damageCheck, runDeadline),
            device()),
        schemaRegistry,
        defaultModel,
        groupId,
        maxInFlight,
        coldStart);
  }

  /** The ends of the job in Kafka. */
  public ImageLog log() {
    return new ImageLog(
        bootstrapServers, groupId, delivery.guarantee(), delivery.transactionTimeout);
  }
}
