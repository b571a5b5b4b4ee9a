package io.millrace.cli.publish;

import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.terminal.ProgressLine;
import io.millrace.cli.terminal.UserError;
import io.millrace.cli.verb.ConnectionOptions;
import io.millrace.ingest.ImageFiles;
import io.millrace.ingest.ImagePublisher;
import io.millrace.ingest.ImageRefusedException;
import io.millrace.ingest.PublishFailedException;
import io.millrace.ingest.PublisherOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes image files to the topic images. */
@Command(
    name = "publish",
    description = "Publishes image files, and those below directories, to be scored.")
public final class PublishCommand implements Callable<Integer> {

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Parameters(arity = "1..*", paramLabel = "DIR|FILE", description = "JPEG and PNG files.")
  private List<Path> paths = List.of();

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "Name of the source; images of one keep their order. Default: the directory.")
  private @Nullable String source;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Model that shall score them. Default: the default model of the job.")
  private @Nullable String model;

  private final Console console;

  /**
   * The verb.
   *
   * @param console where the result goes
   */
  public PublishCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var endpoints = connection.endpoints();
    ImageFiles files = find();
    long refused;
    try (var publisher = ImagePublisher.create(endpoints, PublisherOptions.DEFAULT)) {
      refused = publishAll(files.images(), publisher);
    } catch (PublishFailedException e) {
      throw UserError.failed(String.valueOf(e.getMessage()), e);
    }
    console.say(
        "Images published: %d, refused: %d; files left out for their ending: %d."
            .formatted(files.images().size() - refused, refused, files.others().size()));
    return refused == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private ImageFiles find() {
    try {
      ImageFiles files = ImageFiles.in(paths);
      if (files.images().isEmpty()) {
        throw UserError.refused("There is no JPEG or PNG file in " + paths + ".");
      }
      return files;
    } catch (IOException e) {
      throw UserError.refused(String.valueOf(e.getMessage()), e);
    }
  }

  private long publishAll(List<Path> images, ImagePublisher publisher) {
    long refused = 0;
    try (var progress = ProgressLine.of("Publishing", images.size(), console)) {
      for (Path image : images) {
        try {
          // A failure is counted by the publisher and thrown when it closes.
          var unused = publisher.publish(ImageFiles.read(image, source).forModel(model));
        } catch (ImageRefusedException | IOException e) {
          console.complain("%s was not published: %s".formatted(image, e.getMessage()));
          refused++;
        }
        progress.step();
      }
      publisher.flush();
    }
    return refused;
  }
}
