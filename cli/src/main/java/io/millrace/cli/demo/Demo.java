package io.millrace.cli.demo;

import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.UserError;
import io.millrace.ingest.ImagePublisher;
import io.millrace.ingest.PublishFailedException;
import io.millrace.ingest.PublisherOptions;
import io.millrace.schemas.Endpoints;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The script of the demo, on a stack that is up. */
final class Demo {

  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Endpoints endpoints;
  private final Path model;
  private final int images;
  private final double rate;
  private final Console console;
  private final Account account = new Account();
  private volatile long rolloutNanos;

  /**
   * A run.
   *
   * @param model directory of the model: versions 1 and 2, and samples
   * @param images how many images to publish, broken ones among them
   * @param rate images per second; 0: as fast as possible
   */
  Demo(Endpoints endpoints, Path model, int images, double rate, Console console) {
    this.endpoints = endpoints;
    this.model = model;
    this.images = images;
    this.rate = rate;
    this.console = console;
  }

  /** What was seen at the end. */
  record Result(Figures figures, double swapGapMillis) {}

  /**
   * Streams the images, rolls version 2 out half-way, and returns the account.
   *
   * @param serving whether the job takes images
   */
  Result run(BooleanSupplier serving) {
    Samples samples = Samples.in(model.resolve("samples"));
    BrokenImages broken = new BrokenImages(images, samples.get(0).content());
    new Rollouts(endpoints, model).putInService(1);
    await(serving);
    console.say("Version 1 is in service; %d images follow.".formatted(images));
    try (var collector = Collector.start(endpoints, account);
        var publisher = ImagePublisher.create(endpoints, PublisherOptions.DEFAULT.asLenient());
        var view = new LiveView(account, console, images)) {
      stream(new Feed(publisher, samples, broken, account, rate));
      publisher.flush();
      awaitSettled(collector);
      view.show();
    } catch (PublishFailedException e) {
      throw UserError.failed(String.valueOf(e.getMessage()), e);
    }
    return new Result(account.figures(), account.swapGapMillis(rolloutNanos));
  }

  private static void await(BooleanSupplier serving) {
    long start = System.nanoTime();
    while (!serving.getAsBoolean()) {
      if (System.nanoTime() - start > SILENCE.toNanos()) {
        throw UserError.failed("The job does not take images; see the log.");
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  /**
   * Images flow while version 2 is staged; the last quarter waits for it, so that however short the
   * run is, both versions are seen.
   */
  private void stream(Feed feed) {
    feed.publish(0, images / 2);
    CompletableFuture<Void> rollout = rollOutVersion2();
    feed.publish(images / 2, images - images / 4);
    try {
      rollout.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof UserError known ? known : e;
    }
    feed.publish(images - images / 4, images);
  }

  private CompletableFuture<Void> rollOutVersion2() {
    return CompletableFuture.runAsync(
        () -> {
          rolloutNanos = System.nanoTime();
          new Rollouts(endpoints, model).putInService(2);
        },
        task -> new Thread(task, "millrace-demo-rollout").start());
  }

  /** Waits for what is under way; where nothing comes for a while, it is lost. */
  private void awaitSettled(Collector collector) {
    int before = account.out();
    long lastChange = System.nanoTime();
    while (!account.isSettled()
        && collector.isReading()
        && System.nanoTime() - lastChange < SILENCE.toNanos()) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      if (account.out() != before) {
        before = account.out();
        lastChange = System.nanoTime();
      }
    }
  }
}
