package io.millrace.job.sql;

import io.millrace.engine.batch.Batching;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.ModelSpec;
import io.millrace.engine.model.ModelSpecException;
import io.millrace.engine.session.Provider;
import io.millrace.job.serving.AdmissionConfig;
import io.millrace.job.serving.DeviceConfig;
import io.millrace.job.sql.OnnxModelOptions.Otherwise;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.ResolvedCatalogModel;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.ModelProviderFactory;
import org.apache.flink.table.ml.ModelProvider;

/** Makes {@code 'provider' = 'millrace-onnx'} known to Flink SQL. */
public final class OnnxModelProviderFactory implements ModelProviderFactory {

  /** What {@code WITH ('provider' = …)} says. */
  public static final String IDENTIFIER = "millrace-onnx";

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return OnnxModelOptions.REQUIRED;
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return OnnxModelOptions.OPTIONAL;
  }

  /**
   * Reads the model and holds the declared columns against it.
   *
   * @throws ValidationException naming everything that does not fit at once
   */
  @Override
  public ModelProvider createModelProvider(Context context) {
    var helper = FactoryUtil.createModelProviderFactoryHelper(this, context);
    helper.validate();
    ReadableConfig options = helper.getOptions();
    String name = context.getObjectIdentifier().asSummaryString();
    ModelBundle bundle = read(name, options.get(OnnxModelOptions.PATH));
    List<String> problems = new ArrayList<>();
    SqlEngineConfig engine = engine(options, problems);
    Otherwise onError = options.get(OnnxModelOptions.ON_ERROR);
    Otherwise onNull = options.get(OnnxModelOptions.ON_NULL);
    boolean everyRowHasAResult = onError == Otherwise.FAIL && onNull == Otherwise.FAIL;
    ResolvedCatalogModel declared = context.getCatalogModel();
    ModelSpec spec = bundle.spec();
    RowInput input = InputSchema.of(declared.getResolvedInputSchema(), spec.input(), problems);
    RowOutput output =
        new OutputSchema(spec.output(), everyRowHasAResult, problems)
            .of(declared.getResolvedOutputSchema());
    if (!problems.isEmpty()) {
      throw new ValidationException(
          "The model %s does not fit %s in %s: %s"
              .formatted(name, bundle.id(), bundle.directory(), String.join("; ", problems)));
    }
    return new OnnxModelProvider(
        new Predictor(
            engine,
            new ModelFiles(bundle.directory().toString(), bundle.digest()),
            input,
            output,
            onError,
            onNull));
  }

  private static ModelBundle read(String name, String path) {
    try {
      return ModelBundle.read(folder(path));
    } catch (IOException e) {
      throw new ValidationException(
          "The model %s has no model.onnx and model.json in its 'path' %s on the machine that plans the query: %s"
              .formatted(name, path, e),
          e);
    } catch (ModelSpecException | IllegalArgumentException e) {
      throw new ValidationException(
          "The model %s cannot be read from its 'path' %s: %s"
              .formatted(name, path, e.getMessage()),
          e);
    }
  }

  private static Path folder(String path) {
    if (path.contains("://") && !path.startsWith("file:")) {
      throw new IllegalArgumentException(
          "it must be a folder of the local file system; mount or copy the model there");
    }
    Path folder = path.startsWith("file:") ? Path.of(URI.create(path).getPath()) : Path.of(path);
    return folder.toAbsolutePath().normalize();
  }

  private static SqlEngineConfig engine(ReadableConfig options, List<String> problems) {
    Integer workers = options.get(OnnxModelOptions.WORKERS);
    if (workers != null && workers < 1) {
      problems.add("'workers' must be at least 1 and is " + workers);
    }
    Duration target = options.get(OnnxModelOptions.LATENCY_TARGET);
    if (target.isNegative() || target.isZero()) {
      problems.add("'latency-target' must be more than zero");
    }
    Provider device =
        parse(options, OnnxModelOptions.DEVICE, Provider::parse, Provider.CPU, problems);
    Batching batching =
        parse(
            options, OnnxModelOptions.BATCHING, Batching::parse, new Batching.Adaptive(), problems);
    Map<String, String> ofDevice = options.get(OnnxModelOptions.DEVICE_OPTIONS);
    if (device.equals(Provider.CPU) && !ofDevice.isEmpty()) {
      problems.add("'device-options' are for a GPU and 'device' is cpu");
    }
    String cache = options.get(OnnxModelOptions.MODEL_CACHE);
    return new SqlEngineConfig(
        workers,
        target,
        new DeviceConfig(device, Map.copyOf(ofDevice), cache, AdmissionConfig.DEFAULT),
        batching);
  }

  private static <T> T parse(
      ReadableConfig options,
      ConfigOption<String> option,
      Function<String, T> parser,
      T instead,
      List<String> problems) {
    try {
      return parser.apply(options.get(option));
    } catch (IllegalArgumentException e) {
      problems.add("'%s': %s".formatted(option.key(), e.getMessage()));
      return instead;
    }
  }
}
