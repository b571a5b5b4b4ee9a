package io.millrace.tests.input;

import io.millrace.tests.oracle.TopicEvidence;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.stack.EmbeddedStackBinding;
import io.millrace.tests.stack.Operator;
import io.millrace.tests.stack.RegistryGate;
import java.nio.file.Path;

/**
 * Millrace with a gate between its programs and the schema registry; who feeds and watches it
 * reaches the registry without.
 */
record GatedStack(
    EmbeddedStackBinding stack, RegistryGate gate, RawImages images, TopicEvidence topics)
    implements AutoCloseable {

  /** Starts it, with version 1 in service. */
  static GatedStack open(Path folder, FashionMnist model) {
    var stack = EmbeddedStackBinding.withoutPrograms(folder);
    var gate = RegistryGate.before(stack.endpoints());
    stack.startPrograms(gate.endpoints());
    new Operator(stack.endpoints(), model.directory()).putInService(1);
    return new GatedStack(
        stack, gate, new RawImages(stack.endpoints()), new TopicEvidence(stack.endpoints()));
  }

  @Override
  public void close() {
    // Closed from the last to the first: the programs go before their way to the registry does.
    try (gate;
        stack;
        images) {
      topics.close();
    }
  }
}
