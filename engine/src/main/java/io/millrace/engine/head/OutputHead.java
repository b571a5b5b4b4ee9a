package io.millrace.engine.head;

import io.millrace.engine.outcome.ModelOutput;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the output of one image; used by several threads at once. */
@FunctionalInterface
public interface OutputHead {

  /**
   * Reads one image.
   *
   * @param output native order, images one after the other
   * @return null where a value is NaN or infinite
   */
  @Nullable ModelOutput read(ByteBuffer output, int image);
}
