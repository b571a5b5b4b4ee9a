package io.millrace.tests.stack;

import io.millrace.cli.programs.JobChoice;
import io.millrace.cli.programs.Programs;
import io.millrace.cli.stack.DataDirectory;
import io.millrace.cli.stack.EmbeddedFlink;
import io.millrace.cli.stack.EmbeddedStack;
import io.millrace.cli.stack.StackOptions;
import io.millrace.schemas.Endpoints;
import io.millrace.tests.samples.FashionMnist;
import java.nio.file.Path;

/** Millrace in this process, on a data directory. */
public final class EmbeddedStackBinding implements Stack {

  private final DataDirectory directory;
  private final EmbeddedStack stack;

  private EmbeddedStackBinding(DataDirectory directory, EmbeddedStack stack) {
    this.directory = directory;
    this.stack = stack;
  }

  /** All of it, on what the directory already holds. */
  public static EmbeddedStackBinding open(Path root) {
    EmbeddedStackBinding binding = withoutPrograms(root);
    binding.startPrograms(binding.endpoints());
    return binding;
  }

  /** Broker, schema registry and Flink; neither registry sync nor job. */
  public static EmbeddedStackBinding withoutPrograms(Path root) {
    DataDirectory directory = DataDirectory.open(root);
    try {
      return new EmbeddedStackBinding(
          directory, EmbeddedStack.launch(directory, StackOptions.freePorts()).awaitReady());
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /**
   * Starts registry sync, job and gateway.
   *
   * @param endpoints how they reach broker and schema registry
   */
  public void startPrograms(Endpoints endpoints) {
    startPrograms(endpoints, JobChoice.of(FashionMnist.MODEL));
  }

  /** The same with a choice of what the job does. */
  public void startPrograms(Endpoints endpoints, JobChoice choice) {
    try {
      Programs.start(stack, directory, endpoints, choice);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public Endpoints endpoints() {
    var reached = stack.endpoints(null);
    return new Endpoints(reached.bootstrapServers(), reached.registryUrl());
  }

  /** Its Flink, for a job that a test starts itself. */
  public EmbeddedFlink flink() {
    return stack.flink();
  }

  @Override
  public String flinkUrl() {
    return stack.endpoints(null).flinkUrl();
  }

  @Override
  public void close() {
    try {
      stack.close();
    } finally {
      directory.close();
    }
  }
}
