package io.millrace.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.serde.RegistryServer;
import io.millrace.schemas.serde.RegistryServer.Answer;
import io.millrace.schemas.serde.SchemaRegistry;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutputsTest {

  @Test
  void registryThatDoesNotAnswerIsWaitedForAndFailsNothing() throws Exception {
    try (var server = new RegistryServer();
        var registry = new SchemaRegistry(server.url())) {
      server.answer(new Answer(503, "{}"));
      var opening = new FutureTask<>(() -> PredictionEncoder.await(registry));
      var thread = new Thread(opening, "millrace-test-opening");
      thread.start();
      Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      assertThat(opening.isDone()).isFalse();

      server.answer(null);
      assertThat(opening.get(10, TimeUnit.SECONDS)).isNotNull();
    }
  }
}
