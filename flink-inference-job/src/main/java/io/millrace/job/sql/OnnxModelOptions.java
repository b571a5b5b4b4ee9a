package io.millrace.job.sql;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options of a model in {@code WITH (…)}; docs/sql.md lists them. */
final class OnnxModelOptions {

  /** What a row gives that cannot be scored. */
  enum Otherwise {
    /** A row of NULLs. */
    NULL,
    /** The end of the query. */
    FAIL
  }

  static final ConfigOption<String> PATH =
      ConfigOptions.key("path")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Folder of one version with model.onnx and model.json, where the query is planned and"
                  + " on every TaskManager.");

  static final ConfigOption<String> DEVICE =
      ConfigOptions.key("device")
          .stringType()
          .defaultValue("cpu")
          .withDescription("cpu, cuda[:N], tensorrt[:N] or auto.");

  static final ConfigOption<Map<String, String>> DEVICE_OPTIONS =
      ConfigOptions.key("device-options")
          .mapType()
          .defaultValue(Map.of())
          .withDescription("Options of ONNX Runtime's GPU provider.");

  static final ConfigOption<String> MODEL_CACHE =
      ConfigOptions.key("model-cache")
          .stringType()
          .noDefaultValue()
          .withDescription("Folder, on each TaskManager, of optimised models.");

  static final ConfigOption<Integer> WORKERS =
      ConfigOptions.key("workers")
          .intType()
          .noDefaultValue()
          .withDescription("Engine threads per TaskManager; by default one per core.");

  static final ConfigOption<Duration> LATENCY_TARGET =
      ConfigOptions.key("latency-target")
          .durationType()
          .defaultValue(Duration.ofMillis(50))
          .withDescription("How long a row may be in the engine.");

  static final ConfigOption<String> BATCHING =
      ConfigOptions.key("batching")
          .stringType()
          .defaultValue("adaptive")
          .withDescription("adaptive or fixed:SIZE,LINGER.");

  static final ConfigOption<Otherwise> ON_ERROR =
      ConfigOptions.key("on-error")
          .enumType(Otherwise.class)
          .defaultValue(Otherwise.NULL)
          .withDescription("What a row gives whose image cannot be scored.");

  static final ConfigOption<Otherwise> ON_NULL =
      ConfigOptions.key("on-null")
          .enumType(Otherwise.class)
          .defaultValue(Otherwise.NULL)
          .withDescription("What a row gives whose image is NULL.");

  static final Set<ConfigOption<?>> REQUIRED = Set.of(PATH);
  static final Set<ConfigOption<?>> OPTIONAL =
      Set.of(
          DEVICE,
          DEVICE_OPTIONS,
          MODEL_CACHE,
          WORKERS,
          LATENCY_TARGET,
          BATCHING,
          ON_ERROR,
          ON_NULL);

  private OnnxModelOptions() {}
}
