package io.millrace.engine.host;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What all callers together have in flight. */
final class InFlight {

  private final long mostBytes;
  private final AtomicInteger images = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  InFlight(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  void add(Ticket ticket) {
    images.incrementAndGet();
    bytes.addAndGet(ticket.bytes());
  }

  void remove(int count, long encoded) {
    bytes.addAndGet(-encoded);
    images.addAndGet(-count);
  }

  boolean hasRoom() {
    return bytes.get() < mostBytes;
  }

  int images() {
    return images.get();
  }

  long bytes() {
    return bytes.get();
  }
}
