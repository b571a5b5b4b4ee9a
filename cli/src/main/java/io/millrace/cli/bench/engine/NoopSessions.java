package io.millrace.cli.bench.engine;

import io.millrace.cli.bench.net.Net;
import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.InferenceRun;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.ModelFile;
import io.millrace.engine.session.SessionFactory;
import io.millrace.engine.session.Signature;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Sessions that say 0 to everything at once: what is left is what the engine costs. */
public record NoopSessions(Net net) implements SessionFactory {

  @Override
  public InferenceSession open(ModelFile model) {
    long side = net.side();
    return new Noop(
        new Signature(
            List.of(tensor("image", -1L, (long) net.channels(), side, side)),
            List.of(tensor("scores", -1L, (long) net.classes()))));
  }

  private static TensorSpec tensor(String name, Long... shape) {
    return new TensorSpec(name, ElementType.FP32, List.of(shape));
  }

  private record Noop(Signature signature) implements InferenceSession {

    @Override
    public String provider() {
      return "none";
    }

    @Override
    public boolean shapesAreFree() {
      return true;
    }

    @Override
    public InferenceRun newRun(TensorSpec input, List<TensorSpec> outputs, int capacity) {
      return new NoopRun(
          buffer(input, capacity), outputs.stream().map(o -> buffer(o, capacity)).toList());
    }

    @Override
    public void close() {}

    private static ByteBuffer buffer(TensorSpec spec, int capacity) {
      long bytes = spec.itemElements() * spec.type().bytes() * capacity;
      return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    }
  }

  private record NoopRun(ByteBuffer input, List<ByteBuffer> outputs) implements InferenceRun {

    @Override
    public void run(int images) {}

    @Override
    public void close() {}
  }
}
