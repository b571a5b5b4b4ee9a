package io.millrace.engine.host;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.image.TestImages;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.ModelSpec;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.engine.outcome.Outcome.Scored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that swaps the shipped model under load and says what became of its memory: a process
 * of its own, so that nothing but the swaps moves its resident size.
 */
final class ModelSwaps {

  private static final Path MODEL = Path.of("..", "models", "fashion-mnist", "1");
  private static final byte[] IMAGE = TestImages.greyPng(28, 90);

  private final AtomicLong serving = new AtomicLong(1);
  private final AtomicLong scored = new AtomicLong();
  private volatile boolean over;

  private ModelSwaps() {}

  /** Prints submitted and scored images, then resident bytes after a fifth and after all swaps. */
  public static void main(String[] args) throws Exception {
    System.out.println(new ModelSwaps().swap(Integer.parseInt(args[0])));
  }

  private String swap(int swaps) throws Exception {
    ExecutorService load = Executors.newSingleThreadExecutor();
    HostOptions options = HostOptions.defaults().withWorkers(2);
    long before = 0;
    try (ModelHost host =
        ModelHost.start(options, new OnnxSessionFactory(OnnxRuntime.load()), EngineRecorder.NONE)) {
      mustBeReady(host.load(version(1)));
      Future<Integer> submitted = load.submit(() -> submitUntilOver(host));
      for (int swap = 1; swap <= swaps; swap++) {
        mustBeReady(host.load(version(swap + 1)));
        serving.set(swap + 1L);
        host.unload(version(swap).id());
        before = swap == swaps / 5 ? residentBytes() : before;
      }
      long after = residentBytes();
      over = true;
      return submitted.get() + " " + scored.get() + " " + before + " " + after;
    } finally {
      over = true;
      load.shutdown();
    }
  }

  private static void mustBeReady(LoadOutcome outcome) {
    if (!(outcome instanceof Ready)) {
      throw new IllegalStateException(outcome.toString());
    }
  }

  private int submitUntilOver(ModelHost host) throws InterruptedException {
    Semaphore progress = new Semaphore(0);
    int submitted = 0;
    try (Caller caller = host.newCaller(progress::release)) {
      KeyOrder<String> order = new KeyOrder<>();
      while (!over) {
        if (!caller.hasRoom()) {
          progress.acquire();
          order.drain((key, ticket) -> count(ticket));
          continue;
        }
        VersionId id = new VersionId("fashion-mnist", serving.get());
        Ticket ticket = caller.submit(ByteBuffer.wrap(IMAGE).asReadOnlyBuffer(), null, id);
        if (ticket != null) {
          submitted++;
          order.add("all", ticket);
        }
      }
      caller.flush(CloseReason.END_OF_INPUT);
      while (caller.inFlight() > 0) {
        progress.acquire();
      }
      order.drain((key, ticket) -> count(ticket));
    }
    return submitted;
  }

  private void count(Ticket ticket) {
    scored.addAndGet(ticket.outcome() instanceof Scored ? 1 : 0);
  }

  /** The same files under another number. */
  private static ModelBundle version(long number) throws Exception {
    String json = Files.readString(MODEL.resolve("model.json"), StandardCharsets.UTF_8);
    String renumbered = json.replaceFirst("\"version\": *\\d+", "\"version\": " + number);
    ModelSpec spec = ModelSpec.parse(renumbered.getBytes(StandardCharsets.UTF_8));
    return ModelBundle.of(spec, MODEL);
  }

  private static long residentBytes() throws IOException {
    System.gc();
    String resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(resident.replaceAll("\\D", "")) << 10;
  }
}
