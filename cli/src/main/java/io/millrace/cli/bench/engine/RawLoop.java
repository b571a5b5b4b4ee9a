package io.millrace.cli.bench.engine;

import io.millrace.cli.bench.report.Meter;
import io.millrace.cli.bench.report.Sample;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.ModelFile;
import io.millrace.engine.session.SessionFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The loop that one would write by hand: each thread takes the next batch of images, decodes it
 * into its own buffers, runs it and reads the scores. One session for all, as in the engine.
 */
public final class RawLoop implements Loop {

  private final Meter meter = new Meter();
  private final int batch;
  private final InferenceSession session;
  private final List<RawWorker> workers = new ArrayList<>();
  private final ExecutorService threads;

  /** Opens the model, for so many threads. */
  public RawLoop(Workload workload, SessionFactory sessions, int workerCount) throws Exception {
    batch = workload.net().maxBatch();
    session = sessions.open(file(workload.bundle()));
    for (int i = 0; i < workerCount; i++) {
      workers.add(new RawWorker(workload, session));
    }
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            workerCount,
            task -> new Thread(task, "millrace-bench-raw-" + number.getAndIncrement()));
  }

  private static ModelFile file(ModelBundle bundle) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(bundle.modelFile()));
    return new ModelFile(bytes, bundle.digest(), bundle.spec().precision().type());
  }

  @Override
  public Sample run(long images) throws Exception {
    return meter.time(images, () -> score(images));
  }

  private void score(long images) throws InterruptedException, ExecutionException {
    AtomicLong next = new AtomicLong();
    List<Future<?>> parts = new ArrayList<>();
    for (RawWorker worker : workers) {
      parts.add(
          threads.submit(
              () -> {
                long from = next.getAndAdd(batch);
                while (from < images) {
                  worker.score(from, (int) Math.min(batch, images - from));
                  from = next.getAndAdd(batch);
                }
                return from;
              }));
    }
    for (Future<?> part : parts) {
      part.get();
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    workers.forEach(RawWorker::close);
    session.close();
  }
}
