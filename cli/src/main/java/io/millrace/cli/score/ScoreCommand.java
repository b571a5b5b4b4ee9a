package io.millrace.cli.score;

import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.terminal.UserError;
import io.millrace.cli.verb.Logs;
import io.millrace.engine.host.EngineRecorder;
import io.millrace.engine.host.HostOptions;
import io.millrace.engine.host.LoadOutcome;
import io.millrace.engine.host.ModelHost;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.ModelSpecException;
import io.millrace.engine.onnx.OnnxOptions;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.engine.session.Provider;
import io.millrace.engine.session.ProviderMissingException;
import io.millrace.ingest.ImageFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Scores image files with a model from its folder. */
@Command(
    name = "score",
    description =
        "Scores image files, and those below directories, with a model from its folder: the engine"
            + " alone, without Kafka. Results come in the order of the files.")
public final class ScoreCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "IMAGE|DIR", description = "JPEG and PNG files.")
  private List<Path> paths = List.of();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "Folder of one version: model.onnx and model.json.")
  private Path model = Path.of("");

  @Option(
      names = "--provider",
      converter = ProviderType.class,
      paramLabel = "PROVIDER",
      defaultValue = "cpu",
      description =
          "cpu, cuda[:N], tensorrt[:N], or auto: the first GPU if it works, else the CPU (default:"
              + " ${DEFAULT-VALUE}).")
  private Provider provider = Provider.CPU;

  @Option(
      names = "--model-cache",
      paramLabel = "DIR",
      description = "Folder of optimised models, so that the next load is faster. Default: none.")
  private @Nullable Path modelCache;

  @Option(names = "--json", description = "One JSON object a line, for every image.")
  private boolean json;

  private final Console console;

  /**
   * The verb.
   *
   * @param console where the results go
   */
  public ScoreCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Logs.toTerminal();
    List<Path> images = find();
    ModelBundle bundle = readModel();
    OnnxSessionFactory sessions = sessions();
    try (ModelHost host = ModelHost.start(HostOptions.defaults(), sessions, EngineRecorder.NONE)) {
      LoadOutcome outcome = host.load(bundle);
      if (outcome instanceof LoadOutcome.Rejected rejected) {
        throw UserError.failed(
            "The model in %s is not fit to serve: %s: %s"
                .formatted(model, rejected.code(), rejected.reason()));
      }
      ScoreReport report = new ScoreReport(console, json, bundle.id());
      new Scorer(host, bundle.id(), report).score(images);
      if (!json) {
        report.summary((LoadOutcome.Ready) outcome, sessions.choice().reason());
      }
      return report.failed() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private List<Path> find() {
    try {
      List<Path> images = ImageFiles.in(paths).images();
      if (images.isEmpty()) {
        throw UserError.refused("There is no JPEG or PNG file in " + paths + ".");
      }
      return images;
    } catch (IOException e) {
      throw UserError.refused(String.valueOf(e.getMessage()), e);
    }
  }

  private ModelBundle readModel() {
    try {
      return ModelBundle.read(model);
    } catch (ModelSpecException e) {
      throw UserError.refused("%s: %s".formatted(model, e.getMessage()), e);
    } catch (IOException e) {
      throw UserError.refused(
          "There is no model in %s; --model wants the folder of one version with model.onnx and model.json: %s"
              .formatted(model, e),
          e);
    }
  }

  private OnnxSessionFactory sessions() {
    OnnxOptions options = OnnxOptions.defaults().withProvider(provider).withModelCache(modelCache);
    try {
      return new OnnxSessionFactory(OnnxRuntime.load(), options);
    } catch (ProviderMissingException | IllegalArgumentException e) {
      throw UserError.refused(String.valueOf(e.getMessage()), e);
    }
  }

  static final class ProviderType implements ITypeConverter<Provider> {
    @Override
    public Provider convert(String value) {
      try {
        return Provider.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
