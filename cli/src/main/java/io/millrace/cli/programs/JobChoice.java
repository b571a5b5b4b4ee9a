package io.millrace.cli.programs;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What whoever starts a stack may choose about its inference job.
 *
 * @param defaultModel model of the images that name none
 * @param trustedKeys folder of public keys, without which no version is loaded; null: unsigned ones
 *     are loaded too
 */
public record JobChoice(String defaultModel, @Nullable Path trustedKeys) {

  /** Of a default model, with unsigned versions loaded too. */
  public static JobChoice of(String defaultModel) {
    return new JobChoice(defaultModel, null);
  }

  /** The job's arguments, after those that the stack gives it. */
  List<String> after(List<String> arguments) {
    return trustedKeys == null
        ? arguments
        : Stream.concat(
                arguments.stream(),
                Stream.of("--trusted-keys", trustedKeys.toAbsolutePath().toString()))
            .toList();
  }
}
