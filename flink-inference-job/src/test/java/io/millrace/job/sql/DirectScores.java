package io.millrace.job.sql;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.Caller;
import io.millrace.engine.host.EngineRecorder;
import io.millrace.engine.host.HostOptions;
import io.millrace.engine.host.LoadOutcome;
import io.millrace.engine.host.ModelHost;
import io.millrace.engine.host.Ticket;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.ModelOutput.LabelScore;
import io.millrace.engine.outcome.Outcome.Scored;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;

/** What the engine says without Flink. */
final class DirectScores {

  private DirectScores() {}

  /** The labels of each file, best first, by its name. */
  static Map<String, List<LabelScore>> of(Path model, List<Path> files) throws Exception {
    ModelBundle bundle = ModelBundle.read(model);
    Semaphore progress = new Semaphore(0);
    try (ModelHost host =
            ModelHost.start(
                HostOptions.defaults().withWorkers(2),
                new OnnxSessionFactory(OnnxRuntime.load()),
                EngineRecorder.NONE);
        Caller caller = host.newCaller(progress::release)) {
      if (!(host.load(bundle) instanceof LoadOutcome.Ready)) {
        throw new AssertionError("The shipped model was refused.");
      }
      Map<String, Ticket> tickets = new HashMap<>();
      for (Path file : files) {
        ByteBuffer image = ByteBuffer.wrap(Samples.bytes(file));
        tickets.put(
            file.getFileName().toString(),
            Objects.requireNonNull(caller.submit(image, null, bundle.id())));
      }
      caller.flush(CloseReason.END_OF_INPUT);
      while (caller.inFlight() > 0) {
        progress.acquire();
      }
      Map<String, List<LabelScore>> scores = new HashMap<>();
      tickets.forEach(
          (name, ticket) ->
              scores.put(name, ((Classification) ((Scored) ticket.outcome()).output()).labels()));
      return scores;
    }
  }
}
