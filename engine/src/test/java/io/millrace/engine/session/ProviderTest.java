package io.millrace.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.session.Provider.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTest {

  @ParameterizedTest
  @CsvSource({
    "cpu, CPU, 0, cpu",
    "auto, AUTO, 0, auto",
    "cuda, CUDA, 0, cuda:0",
    "cuda:3, CUDA, 3, cuda:3",
    "tensorrt, TENSORRT, 0, tensorrt:0",
    "tensorrt:12, TENSORRT, 12, tensorrt:12"
  })
  void aProviderIsReadAndNamed(String text, Kind kind, int device, String name) {
    Provider provider = Provider.parse(text);

    assertThat(provider).isEqualTo(new Provider(kind, device)).hasToString(name);
    assertThat(Provider.parse(name)).isEqualTo(provider);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "CUDA", "cuda:", "cuda:x", "cuda:-1", "cuda:1234", "cpu:0"})
  void whatIsNoProviderIsAnErrorThatSaysHowToWriteOne(String text) {
    assertThatThrownBy(() -> Provider.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("cuda:N");
  }

  @Test
  void theCpuHasNoNumber() {
    assertThatThrownBy(() -> new Provider(Kind.CPU, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
