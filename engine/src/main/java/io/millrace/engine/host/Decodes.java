package io.millrace.engine.host;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The images that one worker decodes in one go, one after the other, into slots of one batch. It
 * belongs to its worker and is filled again and again. An idle worker may take an image out that is
 * not begun, so that none waits for its turn while somebody could decode it. Guarded by the
 * dispatcher's lock but for {@link #begin} and what that gives.
 */
final class Decodes implements Work {

  /** More would save nothing: the lock is then taken for every 64th image. */
  static final int MOST = 64;

  private final @Nullable Ticket[] tickets = new Ticket[MOST];
  private final int[] slots = new int[MOST];
  private final AtomicInteger begun = new AtomicInteger();
  private int current;
  private int size;
  private @Nullable Batch batch;

  /** Starts anew, with images of this batch. */
  void open(Batch of) {
    batch = of;
    size = 0;
    begun.set(0);
  }

  void add(Ticket ticket, int slot) {
    tickets[size] = ticket;
    slots[size++] = slot;
  }

  boolean isFull() {
    return size == MOST;
  }

  boolean isEmpty() {
    return batch == null;
  }

  Batch batch() {
    Batch present = batch;
    if (present == null) {
      throw new IllegalStateException("no image is to be decoded");
    }
    return present;
  }

  /** Places of images, those that are gone included. */
  int size() {
    return size;
  }

  /** Null where the image was taken out, or is no image. */
  @Nullable Ticket ticket(int place) {
    return tickets[place];
  }

  int slot(int place) {
    return slots[place];
  }

  /** The next image to decode is this worker's; false where none is left. */
  boolean begin() {
    int place = begun.getAndIncrement();
    if (place >= size) {
      return false;
    }
    current = place;
    return true;
  }

  /** The place of the image that was begun last; for others once its decode was taken away. */
  int current() {
    return current;
  }

  /** The image that was begun last. */
  Ticket currentTicket() {
    Ticket ticket = tickets[current];
    if (ticket == null) {
      throw new IllegalStateException("no image was begun");
    }
    return ticket;
  }

  /** Moves one image that is not begun to another worker; false where there is none. */
  boolean giveOneTo(Decodes other) {
    if (batch == null || begun.get() >= size) {
      return false;
    }
    int place = begun.getAndIncrement();
    if (place >= size) {
      return false;
    }
    Ticket ticket = tickets[place];
    if (ticket == null) {
      return false;
    }
    tickets[place] = null;
    other.open(batch);
    other.add(ticket, slots[place]);
    return true;
  }

  /** The image at this place is no longer this worker's. */
  void remove(int place) {
    tickets[place] = null;
  }

  /** Leaves nothing to begin, and returns what was here. */
  List<Ticket> clear() {
    List<Ticket> left = new ArrayList<>();
    for (int place = 0; place < size; place++) {
      Ticket ticket = tickets[place];
      if (ticket != null) {
        left.add(ticket);
        tickets[place] = null;
      }
    }
    forget();
    return left;
  }

  /** As {@link #clear}, where nobody needs to know. */
  void forget() {
    Arrays.fill(tickets, 0, size, null);
    size = 0;
    batch = null;
  }
}
