package io.millrace.engine.host;

import io.millrace.engine.head.OriginalImage;
import io.millrace.engine.image.ImageHeader;
import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.outcome.Outcome;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One image on its way. Its bytes must stay unchanged until it is done. */
public final class Ticket {

  private final Caller caller;
  private final Lane lane;
  private final @Nullable String declaredType;
  private final boolean tensor;
  private final long submitted;
  private final int bytes;
  private @Nullable ByteBuffer image;

  /** Place in the lane's order; guarded by the dispatcher's lock. */
  long sequence;

  /** Written by the worker that decodes, read by the one that runs; the lock lies between. */
  long decodeBegan;

  long decodeEnded;
  Set<String> flags = Set.of();
  private @Nullable OriginalImage original;

  private volatile @Nullable Outcome outcome;

  Ticket(
      Caller caller, Lane lane, @Nullable ByteBuffer image, @Nullable String type, long submitted) {
    this(caller, lane, image, type, false, submitted);
  }

  private Ticket(
      Caller caller,
      Lane lane,
      @Nullable ByteBuffer image,
      @Nullable String type,
      boolean tensor,
      long submitted) {
    this.caller = caller;
    this.lane = lane;
    this.image = image;
    this.declaredType = type;
    this.tensor = tensor;
    this.submitted = submitted;
    this.bytes = image == null ? 0 : image.remaining();
  }

  /** A ticket of something that is the model's input already. */
  static Ticket ofTensor(Caller caller, Lane lane, ByteBuffer tensor, long submitted) {
    return new Ticket(caller, lane, tensor, null, true, submitted);
  }

  public VersionId version() {
    return lane.id();
  }

  public boolean done() {
    return outcome != null;
  }

  /** What became of the image, once {@link #done}. */
  public Outcome outcome() {
    Outcome known = outcome;
    if (known == null) {
      throw new IllegalStateException("this ticket is not done");
    }
    return known;
  }

  Caller caller() {
    return caller;
  }

  Lane lane() {
    return lane;
  }

  @Nullable ByteBuffer image() {
    return image;
  }

  @Nullable String declaredType() {
    return declaredType;
  }

  /** Whether there is nothing to decode. */
  boolean isTensor() {
    return tensor;
  }

  /** Said by the worker that placed it. */
  void placedInto(InputSpec input) {
    original = OriginalImage.of(input);
  }

  /** Said by the worker that decoded it. */
  void decodedFrom(ImageHeader header) {
    original = new OriginalImage(header.width(), header.height(), header.orientation());
  }

  OriginalImage original() {
    OriginalImage known = original;
    if (known == null) {
      throw new IllegalStateException("this image is not decoded");
    }
    return known;
  }

  long submitted() {
    return submitted;
  }

  /** Encoded bytes of the image. */
  int bytes() {
    return bytes;
  }

  void finish(Outcome result) {
    image = null;
    outcome = result;
  }
}
