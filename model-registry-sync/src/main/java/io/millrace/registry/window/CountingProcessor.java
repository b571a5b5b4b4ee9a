package io.millrace.registry.window;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.DecodeException;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the {@link Counter} of one partition from the three topics, and sends on what it has
 * counted. It keeps nothing in a store: see the package.
 */
public final class CountingProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  /** The topics that are counted; they have equally many partitions. */
  public static final Set<String> TOPICS =
      Set.of(
          Topics.PREDICTIONS.name(),
          Topics.SHADOW_PREDICTIONS.name(),
          Topics.IMAGE_DEAD_LETTERS.name());

  private static final Logger LOG = LoggerFactory.getLogger(CountingProcessor.class);
  private static final Duration TELL = Duration.ofSeconds(1);
  // The thread that counts decides as well: it must not spend its time on waiting for answers.
  private static final Duration DEAF = Duration.ofSeconds(30);

  private final GlanceDecoder decoder;
  private final Counter counter = new Counter();
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private long unreadable;
  private long deafUntil = Long.MIN_VALUE;

  public CountingProcessor(SchemaRegistry registry) {
    this.decoder = new GlanceDecoder(registry);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    context.schedule(TELL, PunctuationType.WALL_CLOCK_TIME, this::tell);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    String topic = context().recordMetadata().orElseThrow().topic();
    if (topic.equals(Topics.IMAGE_DEAD_LETTERS.name())) {
      Failure failure = Failure.read(record.headers());
      if (failure != null) {
        counter.deadLetter(failure);
      }
    } else if (record.value() != null) {
      count(topic, record.value());
    } else if (topic.equals(Topics.SHADOW_PREDICTIONS.name())) {
      Failure failure = Failure.read(record.headers());
      if (failure != null) {
        counter.trialFailed(failure);
      }
    }
    if (counter.isFull()) {
      tell(context().currentSystemTimeMs());
    }
  }

  private void count(String topic, byte[] value) {
    if (context().currentSystemTimeMs() < deafUntil) {
      unreadable++;
      return;
    }
    try {
      Glance said = decoder.decode(value);
      if (topic.equals(Topics.PREDICTIONS.name())) {
        counter.primary(said);
      } else {
        counter.shadow(said);
      }
    } catch (DecodeException e) {
      unreadable++;
      LOG.debug("A record of {} is no prediction: {}", topic, e.getMessage());
    } catch (RegistryUnavailableException e) {
      unreadable++;
      deafUntil = context().currentSystemTimeMs() + DEAF.toMillis();
      LOG.warn("{} Predictions are not counted for {} s.", e.getMessage(), DEAF.toSeconds());
    }
  }

  private void tell(long now) {
    for (Delta delta : counter.drain()) {
      context().forward(new Record<>(delta.model().getBytes(UTF_8), delta.toBytes(), now));
    }
    if (unreadable > 0) {
      LOG.warn("{} records could not be read as predictions and were not counted.", unreadable);
      unreadable = 0;
    }
  }

  private ProcessorContext<byte[], byte[]> context() {
    return requireNonNull(context, "init comes first");
  }
}
