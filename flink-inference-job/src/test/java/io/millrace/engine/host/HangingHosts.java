package io.millrace.engine.host;

import io.millrace.engine.image.Decoding;
import io.millrace.engine.image.Slots;
import io.millrace.engine.session.SessionFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Hosts whose decoder hangs on some images; here, because only this package may swap a decoder. */
public final class HangingHosts {

  private HangingHosts() {}

  /**
   * Starts a host.
   *
   * @param hangs which images never end
   * @param until when they do, so that a test can close what it started
   */
  public static ModelHost start(
      HostOptions options,
      SessionFactory sessions,
      Halt halt,
      Predicate<ByteBuffer> hangs,
      CountDownLatch until) {
    return ModelHost.start(
        options,
        sessions,
        EngineRecorder.NONE,
        halt,
        () -> new HangingDecoder(Decoder.of(options.limits()), hangs, until));
  }

  private record HangingDecoder(Decoder real, Predicate<ByteBuffer> hangs, CountDownLatch until)
      implements Decoder {

    @Override
    public Decoding decode(
        @Nullable ByteBuffer image, @Nullable String type, Slots slots, int slot) {
      if (image != null && hangs.test(image)) {
        hearNothing();
      }
      return real.decode(image, type, slots, slot);
    }

    /** As native code. */
    private void hearNothing() {
      while (until.getCount() > 0) {
        try {
          until.await();
        } catch (InterruptedException e) {
          // Nor this.
        }
      }
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
