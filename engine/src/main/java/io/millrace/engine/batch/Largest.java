package io.millrace.engine.batch;

/**
 * Keeps the largest of many values, in a heap whose root is the least of them: a high percentile
 * without sorting the rest.
 */
final class Largest {

  private final long[] heap;
  private int size;

  Largest(int kept) {
    heap = new long[kept];
  }

  void add(long value) {
    if (size < heap.length) {
      rise(size++, value);
    } else if (value > heap[0]) {
      sink(value);
    }
  }

  /** The least of those that are kept. */
  long least() {
    return heap[0];
  }

  private void rise(int from, long value) {
    int place = from;
    while (place > 0 && heap[(place - 1) / 2] > value) {
      heap[place] = heap[(place - 1) / 2];
      place = (place - 1) / 2;
    }
    heap[place] = value;
  }

  private void sink(long value) {
    int place = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= value) {
        break;
      }
      heap[place] = heap[child];
      place = child;
      child = 2 * place + 1;
    }
    heap[place] = value;
  }
}
