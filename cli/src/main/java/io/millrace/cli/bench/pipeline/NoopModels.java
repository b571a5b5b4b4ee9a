package io.millrace.cli.bench.pipeline;

import io.millrace.cli.bench.engine.NoopSessions;
import io.millrace.cli.bench.net.Net;
import io.millrace.engine.host.EngineRecorder;
import io.millrace.engine.host.HostOptions;
import io.millrace.engine.host.ModelHost;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.ModelSpecException;
import io.millrace.job.serving.Serving;
import io.millrace.job.serving.ServingSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Serves a net whose runs do nothing, to the one task that a job has. */
final class NoopModels implements ServingSource {

  private static final long serialVersionUID = 1L;

  private final Net net;
  private final String directory;
  private final int workers;
  private transient @Nullable ModelHost engine;

  /**
   * Nothing is opened yet.
   *
   * @param directory of the net's files
   */
  NoopModels(Net net, Path directory, int workers) {
    this.net = net;
    this.directory = directory.toString();
    this.workers = workers;
  }

  @Override
  public Serving acquire() {
    try {
      ModelBundle bundle = ModelBundle.read(Path.of(directory));
      var options = HostOptions.defaults().withWorkers(workers);
      ModelHost host = ModelHost.start(options, new NoopSessions(net), EngineRecorder.NONE);
      engine = host;
      return NoopServing.of(host, bundle);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ModelSpecException e) {
      throw new IllegalStateException("the bench wrote a model.json that cannot be read", e);
    }
  }

  @Override
  public ServingSource onGpu(int index) {
    throw new UnsupportedOperationException("runs that do nothing need no GPU");
  }

  @Override
  public void release() {
    if (engine != null) {
      engine.close();
    }
  }
}
