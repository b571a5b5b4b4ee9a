package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.engine.batch.Batching;
import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.ModelOutput.LabelScore;
import io.millrace.engine.outcome.Outcome;
import io.millrace.engine.outcome.Outcome.Scored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped models on their 1,000 samples, against what ONNX Runtime's Python computed. */
class FashionMnistTest {

  private static final Path MODELS = Path.of("../models/fashion-mnist");

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everySampleIsScoredAsTheGoldenOutputs(int version) throws Exception {
    Map<String, float[]> golden = golden(version);
    ModelBundle bundle = ModelBundle.read(MODELS.resolve(Integer.toString(version)));
    Semaphore progress = new Semaphore(0);
    try (ModelHost host =
            ModelHost.start(
                HostOptions.defaults()
                    .withWorkers(2)
                    // Portions make the batches, not how fast this machine reads files.
                    .withBatching(new Batching.Fixed(32, Duration.ofSeconds(10))),
                new OnnxSessionFactory(OnnxRuntime.load()),
                EngineRecorder.NONE);
        Caller caller = host.newCaller(progress::release)) {
      assertThat(host.load(bundle)).isInstanceOf(Ready.class);
      Map<String, Ticket> tickets = submitInMixedPortions(caller, bundle.id(), golden, progress);
      Map<Integer, Integer> sizes = new TreeMap<>();
      golden.forEach(
          (file, expected) -> {
            Scored scored = (Scored) Objects.requireNonNull(tickets.get(file)).outcome();
            sizes.merge(scored.timing().batchSize(), 1, Integer::sum);
            assertScores(file, scored, expected, bundle.spec().output().labels());
          });
      assertThat(tickets).hasSize(1000);
      assertThat(sizes.keySet()).as("batch sizes that ran").hasSizeGreaterThan(3);
    }
  }

  private static Map<String, Ticket> submitInMixedPortions(
      Caller caller, VersionId id, Map<String, float[]> golden, Semaphore progress)
      throws IOException, InterruptedException {
    Map<String, Ticket> tickets = new HashMap<>();
    Random random = new Random(7);
    int portion = 0;
    for (String file : golden.keySet()) {
      byte[] bytes = Files.readAllBytes(MODELS.resolve("samples").resolve(file));
      Ticket ticket = caller.submit(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), "image/png", id);
      tickets.put(file, Objects.requireNonNull(ticket));
      if (--portion <= 0) {
        caller.flush(CloseReason.CHECKPOINT);
        awaitNoneInFlight(caller, progress);
        portion = 1 + random.nextInt(70);
      }
    }
    caller.flush(CloseReason.END_OF_INPUT);
    awaitNoneInFlight(caller, progress);
    return tickets;
  }

  static void awaitNoneInFlight(Caller caller, Semaphore progress) throws InterruptedException {
    while (caller.inFlight() > 0) {
      progress.acquire();
    }
  }

  private static void assertScores(
      String file, Outcome.Scored scored, float[] golden, List<String> labels) {
    List<LabelScore> top = ((Classification) scored.output()).labels();
    assertThat(top).hasSize(3);
    for (LabelScore label : top) {
      assertThat(label.label()).isEqualTo(labels.get(label.index()));
      assertThat(label.score()).as(file).isCloseTo(golden[label.index()], within(1e-4f));
    }
    for (int i = 0; i < golden.length; i++) {
      int index = i;
      boolean kept = top.stream().anyMatch(label -> label.index() == index);
      assertThat(kept || golden[i] <= top.get(2).score() + 1e-4f).as(file + " " + i).isTrue();
    }
  }

  private static Map<String, float[]> golden(int version) throws IOException {
    Map<String, float[]> golden = new TreeMap<>();
    List<String> lines = Files.readAllLines(MODELS.resolve("golden-outputs/" + version + ".csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      float[] scores = new float[fields.length - 2];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = Float.parseFloat(fields[i + 2]);
      }
      golden.put(fields[0], scores);
    }
    return golden;
  }
}
