package io.millrace.tests.stack;

import io.millrace.cli.cluster.ClusterOptions;
import io.millrace.cli.cluster.ClusterStack;
import io.millrace.cli.programs.ClusterPrograms;
import io.millrace.cli.stack.DataDirectory;
import io.millrace.cli.terminal.UserError;
import io.millrace.schemas.Endpoints;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Millrace in processes of its own, on a data directory. The registry sync runs in this one; a job
 * is submitted by the test.
 */
public final class ClusterBinding implements Stack {

  private final DataDirectory directory;
  private final ClusterStack cluster;
  private final AtomicReference<@Nullable UserError> failure = new AtomicReference<>();

  private ClusterBinding(DataDirectory directory, ClusterStack cluster) {
    this.directory = directory;
    this.cluster = cluster;
  }

  /** Starts everything but a job; the topics are made. */
  public static ClusterBinding open(Path root, ClusterOptions options) {
    DataDirectory directory = DataDirectory.open(root);
    ClusterStack cluster;
    try {
      cluster = ClusterStack.launch(directory, options).awaitReady();
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
    var binding = new ClusterBinding(directory, cluster);
    try {
      new ClusterPrograms(cluster, directory, binding.failure::set).startSync();
      return binding;
    } catch (RuntimeException e) {
      binding.close();
      throw e;
    }
  }

  /** Its processes: to be killed, frozen, asked. */
  public ClusterStack cluster() {
    return cluster;
  }

  @Override
  public Endpoints endpoints() {
    return cluster.endpoints();
  }

  @Override
  public String flinkUrl() {
    return cluster.flink().rest().url();
  }

  @Override
  public void close() {
    try {
      cluster.close();
    } finally {
      directory.close();
    }
    UserError failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }
}
