package io.millrace.registry.topology;

import static java.util.Objects.requireNonNull;

import io.millrace.avro.ModelState;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Hands records and ticks to a {@link Desk}, of which each start of the task gets a new one. */
final class RegistryProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private static final Duration TICK = Duration.ofSeconds(1);

  private final SchemaRegistry registry;
  private final TaskStart start;
  private final boolean guardsService;
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable Desk desk;
  private @Nullable Collection<ModelState> published; // until it is settled with the stores

  RegistryProcessor(SchemaRegistry registry, TaskStart start, boolean guardsService) {
    this.registry = registry;
    this.start = start;
    this.guardsService = guardsService;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    CatchUp catchUp = new CatchUp(start.statusEnd(), now);
    this.context = context;
    this.published = start.published();
    this.desk = new Desk(context, registry, catchUp, guardsService);
    context.schedule(
        TICK, PunctuationType.WALL_CLOCK_TIME, time -> tick(Instant.ofEpochMilli(time)));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    var context = requireNonNull(this.context);
    RecordMetadata at = context.recordMetadata().orElseThrow();
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    Desk desk = desk(now);
    if (at.topic().equals(Topics.MODEL_COMMANDS.name())) {
      desk.command(record, at, now);
    } else if (at.topic().equals(Topics.MODEL_STATUS.name())) {
      desk.status(record, at, now);
    } else {
      desk.counted(record.value(), now);
    }
  }

  private void tick(Instant now) {
    desk(now).tick(now);
  }

  /** Nothing can be written before the first input: sinks are set up after processors. */
  private Desk desk(Instant now) {
    Desk desk = requireNonNull(this.desk, "init comes first");
    if (published != null) {
      desk.reunite(published, now);
      published = null;
    }
    return desk;
  }
}
