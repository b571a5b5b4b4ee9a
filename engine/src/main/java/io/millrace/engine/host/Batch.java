package io.millrace.engine.host;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.batch.OpenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images that run together, in memory of its own that is used again and again. Guarded by the
 * dispatcher's lock until it is ready; then it belongs to the one worker that runs it.
 */
final class Batch implements Work {

  private final Lane lane;
  private final BatchBuffers buffers;
  private final @Nullable Ticket[] tickets;
  private final boolean[] decoded;
  private int cap;
  private int slotsUsed;
  private int images;
  private int decoding;
  private long oldest;
  private long firstSequence;
  private @Nullable CloseReason reason;
  private boolean givenUp;

  Batch(Lane lane, BatchBuffers buffers) {
    this.lane = lane;
    this.buffers = buffers;
    int capacity = buffers.slots().capacity();
    this.tickets = new Ticket[capacity];
    this.decoded = new boolean[capacity];
  }

  /** Empty, to be filled with at most {@code most} images. */
  void open(int most) {
    cap = most;
    images = 0;
    decoding = 0;
    reason = null;
    clear();
  }

  /** Lets go of its images. */
  void clear() {
    Arrays.fill(tickets, 0, slotsUsed, null);
    Arrays.fill(decoded, 0, slotsUsed, false);
    slotsUsed = 0;
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

  void decoded(int slot) {
    decoding--;
    decoded[slot] = true;
  }

  void refused(int slot) {
    decoding--;
    images--;
    tickets[slot] = null;
  }

  /**
   * Nothing will come of this batch: a thread that hangs may write into it at any time.
   *
   * @return the images that are known to be decoded, to start anew; the others are in the hands of
   *     workers
   */
  List<Ticket> giveUp() {
    givenUp = true;
    List<Ticket> known = new ArrayList<>();
    for (int slot = 0; slot < slotsUsed; slot++) {
      Ticket ticket = tickets[slot];
      if (ticket != null && decoded[slot]) {
        known.add(ticket);
      }
    }
    clear();
    return known;
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
    for (int slot = 0; slot < slotsUsed; slot++) {
      Ticket ticket = tickets[slot];
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

  /** The place in the lane's order of the last image of a caller; 0: it has none here. */
  long lastOf(Caller caller) {
    long last = 0;
    for (int slot = 0; slot < slotsUsed; slot++) {
      Ticket ticket = tickets[slot];
      if (ticket != null && ticket.caller() == caller) {
        last = Math.max(last, ticket.sequence);
      }
    }
    return last;
  }

  /** Its images that are not done. */
  List<Ticket> undone() {
    List<Ticket> undone = new ArrayList<>();
    for (int slot = 0; slot < slotsUsed; slot++) {
      Ticket ticket = tickets[slot];
      if (ticket != null && !ticket.done()) {
        undone.add(ticket);
      }
    }
    return undone;
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
          tickets[slot] = ticket;
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
