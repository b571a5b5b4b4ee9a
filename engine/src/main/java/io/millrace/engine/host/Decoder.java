package io.millrace.engine.host;

import io.millrace.engine.image.Decoding;
import io.millrace.engine.image.ImageDecoder;
import io.millrace.engine.image.ImageLimits;
import io.millrace.engine.image.Slots;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a worker needs of an image decoder; one per worker. */
interface Decoder extends AutoCloseable {

  Decoding decode(@Nullable ByteBuffer image, @Nullable String declaredType, Slots slots, int slot);

  @Override
  void close();

  /** The real one. */
  static Decoder of(ImageLimits limits) {
    ImageDecoder decoder = new ImageDecoder(limits);
    return new Decoder() {
      @Override
      public Decoding decode(
          @Nullable ByteBuffer image, @Nullable String type, Slots slots, int slot) {
        return decoder.decode(image, type, slots, slot);
      }

      @Override
      public void close() {
        decoder.close();
      }
    };
  }
}
