package io.millrace.engine.onnx;

import io.millrace.engine.session.Provider;
import io.millrace.engine.session.Provider.Kind;
import io.millrace.engine.session.ProviderMissingException;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where models run on this machine, and why there.
 *
 * @param provider never {@link Provider#AUTO}
 */
public record ProviderChoice(Provider provider, String reason) {

  private static final Provider FIRST_GPU = new Provider(Kind.CUDA, 0);

  /**
   * Chooses for what was asked.
   *
   * @param missing says what this machine lacks for a GPU provider, if anything
   * @throws ProviderMissingException a GPU provider was asked for by name and is not there
   */
  static ProviderChoice of(Provider asked, Function<Provider, Optional<String>> missing) {
    return switch (asked.kind()) {
      case CPU -> new ProviderChoice(asked, "it was asked for");
      case CUDA, TENSORRT -> {
        missing
            .apply(asked)
            .ifPresent(
                lack -> {
                  throw new ProviderMissingException(
                      "Provider %s was asked for and cannot be used: %s".formatted(asked, lack),
                      null);
                });
        yield new ProviderChoice(asked, "it was asked for, and a trial run went through it");
      }
      case AUTO ->
          missing
              .apply(FIRST_GPU)
              .map(lack -> new ProviderChoice(Provider.CPU, "no GPU can be used: " + lack))
              // Not TensorRT: it builds an engine per model and batch size, which takes minutes.
              .orElseGet(() -> new ProviderChoice(FIRST_GPU, "a trial run went through it"));
    };
  }
}
