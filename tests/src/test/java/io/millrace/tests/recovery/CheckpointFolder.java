package io.millrace.tests.recovery;

import io.millrace.cli.cluster.JobRest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of a job's checkpoints, which can be taken away: a file takes its place, so that even
 * a user who may write anywhere cannot write there.
 */
final class CheckpointFolder implements AutoCloseable {

  private final Path folder;
  private final Path aside;

  private CheckpointFolder(Path checkpoint) {
    this.folder = checkpoint.resolve("..").normalize();
    this.aside = Path.of(folder + ".aside");
  }

  static CheckpointFolder of(JobRest job) {
    Path latest = Path.of(URI.create(job.checkpoints().latest().orElseThrow()));
    return new CheckpointFolder(latest);
  }

  void takeAway() {
    try {
      Files.move(folder, aside);
      Files.writeString(folder, "no folder");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives it back, if it was taken away. */
  @Override
  public void close() {
    if (!Files.exists(aside)) {
      return;
    }
    try {
      Files.delete(folder);
      Files.move(aside, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
