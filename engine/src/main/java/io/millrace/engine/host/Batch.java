package io.millrace.engine.host;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.batch.OpenBatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images that run together. Guarded by the dispatcher's lock until it is ready; then it belongs to
 * the one worker that runs it.
 */
final class Batch {

  private final Lane lane;
  private final BatchBuffers buffers;
  private final int cap;
  private final @Nullable Ticket[] tickets;
  private int slotsUsed;
  private int images;
  private int decoding;
  private long oldest;
  private long firstSequence;
  private @Nullable CloseReason reason;
  private boolean givenUp;

  Batch(Lane lane, BatchBuffers buffers, int cap) {
    this.lane = lane;
    this.buffers = buffers;
    this.cap = cap;
    this.tickets = new Ticket[cap];
  }

  Lane lane() {
    return lane;
  }

  BatchBuffers buffers() {
    return buffers;
  }

  /** Gives an image a slot, where possible one that a refused image left. */
  int reserve(Ticket ticket) {
    if (images == 0) {
      oldest = ticket.submitted();
      firstSequence = ticket.sequence;
    }
    int slot = images == slotsUsed ? slotsUsed++ : firstGap();
    tickets[slot] = ticket;
    images++;
    decoding++;
    return slot;
  }

  void decoded() {
    decoding--;
  }

  void refused(int slot) {
    decoding--;
    images--;
    tickets[slot] = null;
  }

  /**
   * Nothing will come of this batch: a thread that hangs may write into it at any time.
   *
   * @return the images that are decoded, to start anew; those being decoded come back one by one
   */
  List<Ticket> giveUp(int hangingSlot) {
    givenUp = true;
    tickets[hangingSlot] = null;
    List<Ticket> decoded = new ArrayList<>();
    for (Ticket ticket : tickets) {
      if (ticket != null && ticket.decodeEnded != 0) {
        decoded.add(ticket);
      }
    }
    return decoded;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  void seal(CloseReason why) {
    reason = why;
  }

  boolean isSealed() {
    return reason != null;
  }

  boolean isFull() {
    return images == cap;
  }

  boolean isDecoding() {
    return decoding > 0;
  }

  /** Images in it, those being decoded included. */
  int images() {
    return images;
  }

  long firstSequence() {
    return firstSequence;
  }

  /** Time that workers spent on decoding its images. */
  long decodeNanos() {
    long nanos = 0;
    for (Ticket ticket : tickets) {
      nanos += ticket == null ? 0 : ticket.decodeEnded - ticket.decodeBegan;
    }
    return nanos;
  }

  CloseReason reason() {
    return reason == null ? CloseReason.UNKNOWN : reason;
  }

  OpenBatch seen(long newest) {
    return new OpenBatch(images, oldest, newest);
  }

  @Nullable Ticket[] tickets() {
    return tickets;
  }

  /** Moves the last images into the gaps that refused ones left; returns the images, in order. */
  Ticket[] compact() {
    Ticket[] dense = new Ticket[images];
    int last = slotsUsed - 1;
    for (int slot = 0; slot < images; slot++) {
      Ticket ticket = tickets[slot];
      while (ticket == null) {
        ticket = tickets[last];
        if (ticket != null) {
          buffers.slots().copy(last, slot);
          tickets[last] = null;
        }
        last--;
      }
      dense[slot] = ticket;
    }
    return dense;
  }

  private int firstGap() {
    int slot = 0;
    while (tickets[slot] != null) {
      slot++;
    }
    return slot;
  }
}
