package io.millrace.engine.host;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The worker threads of a host, as many as it was told; one that is lost is replaced. */
final class Crew {

  private final HostOptions options;
  private final Dispatcher dispatcher;
  private final Supplier<Decoder> decoders;
  private final EngineRecorder recorder;
  private final Health health;
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final AtomicInteger alive = new AtomicInteger();
  private final AtomicInteger stuck = new AtomicInteger();
  private int hired;
  private boolean background;

  Crew(
      HostOptions options,
      Dispatcher dispatcher,
      Supplier<Decoder> decoders,
      EngineRecorder recorder,
      Health health) {
    this.decoders = decoders;
    this.options = options;
    this.dispatcher = dispatcher;
    this.recorder = recorder;
    this.health = health;
  }

  private record Member(Worker worker, Thread thread) {}

  void start() {
    for (int i = 0; i < options.workers(); i++) {
      hire(false);
    }
  }

  /** Hires the one worker for what nobody waits for, the first time. */
  synchronized void startBackground() {
    if (!background) {
      background = true;
      hire(true);
    }
  }

  List<Worker> workers() {
    return members.stream().map(Member::worker).toList();
  }

  /** Workers that were given up and have not come back. */
  int stuck() {
    return stuck.get();
  }

  /** Gives a worker up that hangs in native code, and hires another in its place. */
  synchronized void replace(Worker lost) {
    members.removeIf(member -> member.worker() == lost);
    stuck.incrementAndGet();
    alive.decrementAndGet();
    hire(lost.isBackground());
  }

  /** Waits for the threads to end; false if one does not. */
  boolean join(long millis) {
    boolean interrupted = false;
    long end = System.nanoTime() + millis * 1_000_000;
    for (Member member : members) {
      long left = end - System.nanoTime();
      while (member.thread().isAlive() && left > 0) {
        try {
          member.thread().join(Math.max(1, left / 1_000_000));
        } catch (InterruptedException e) {
          interrupted = true;
        }
        left = end - System.nanoTime();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return members.stream().noneMatch(member -> member.thread().isAlive());
  }

  private synchronized void hire(boolean forBackground) {
    Worker worker = new Worker(dispatcher, decoders.get(), recorder, health, forBackground);
    alive.incrementAndGet();
    Thread thread = new Thread(() -> work(worker), "millrace-worker-" + hired++);
    thread.setDaemon(true);
    // Not the loader of whoever starts the host: it may be that of a job that ends first.
    thread.setContextClassLoader(ModelHost.class.getClassLoader());
    members.add(new Member(worker, thread));
    thread.start();
  }

  private void work(Worker worker) {
    worker.run();
    if (worker.isGivenUp()) {
      stuck.decrementAndGet();
      return;
    }
    if (alive.decrementAndGet() == 0 && health.failure() != null && !health.isDeviceLost()) {
      // Nobody will run what waits; whoever waits for it should know.
      dispatcher.abandonAll();
    }
  }
}
