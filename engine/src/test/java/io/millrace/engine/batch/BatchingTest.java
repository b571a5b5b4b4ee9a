package io.millrace.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.batch.Batching.Adaptive;
import io.millrace.engine.batch.Batching.Fixed;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchingTest {

  @Test
  void isWrittenAsItIsRead() {
    assertThat(Batching.parse("adaptive")).isEqualTo(new Adaptive()).hasToString("adaptive");
    assertThat(Batching.parse("fixed:16,5ms"))
        .isEqualTo(new Fixed(16, Duration.ofMillis(5)))
        .hasToString("fixed:16,5ms");
    assertThat(Batching.parse("fixed:1,2s")).isEqualTo(new Fixed(1, Duration.ofSeconds(2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fixed", "fixed:0,5ms", "fixed:16", "fixed:9999,1ms", "greedy"})
  void anythingElseIsRefusedWithWhatMayBeWritten(String text) {
    assertThatThrownBy(() -> Batching.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
