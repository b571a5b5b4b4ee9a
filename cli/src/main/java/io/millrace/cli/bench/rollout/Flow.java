package io.millrace.cli.bench.rollout;

import io.millrace.avro.Prediction;
import io.millrace.cli.bench.pipeline.Arrivals;
import io.millrace.cli.bench.pipeline.PoissonSchedule;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Images by an open schedule, and readers of what comes of them. The number of an image travels in
 * a header, as headers do from an image to its prediction or dead letter.
 */
final class Flow implements AutoCloseable {

  private static final String NUMBER = "bench-number";
  private static final byte[] SOURCE = "bench".getBytes(StandardCharsets.UTF_8);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  private static final double PROMPT_MILLIS = 100;

  private final PoissonSchedule schedule;
  private final List<byte[]> envelopes;
  private final KafkaProducer<byte[], byte[]> producer;
  private final SchemaRegistry registry;
  private final int partitions;
  private final Arrivals predictions;
  private final Arrivals deadLetters;
  private final ExecutorService thread;
  private final long beganNanos;
  private final Future<Integer> sending;
  private volatile boolean stopped;

  private final List<Answer> answers = new ArrayList<>(); // guarded by this
  private final BitSet answered = new BitSet(); // guarded by this
  private int repeats; // guarded by this

  /** Begins at once. */
  Flow(Endpoints endpoints, List<byte[]> envelopes, PoissonSchedule schedule) {
    this.schedule = schedule;
    this.envelopes = List.copyOf(envelopes);
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("acks", "all");
    config.put("linger.ms", 0);
    config.put("max.request.size", Topics.MAX_RECORD_BYTES);
    var bytes = new ByteArraySerializer();
    producer = new KafkaProducer<>(config, bytes, bytes);
    registry = new SchemaRegistry(endpoints.registryUrl());
    partitions = producer.partitionsFor(Topics.IMAGES.name()).size();
    var decoder = new AvroDecoder<>(registry, Prediction.class);
    beganNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500); // readers begin first
    predictions =
        new Arrivals(
            endpoints,
            Topics.PREDICTIONS.name(),
            (record, nanos) -> predicted(record, nanos, decoder));
    deadLetters = new Arrivals(endpoints, Topics.IMAGE_DEAD_LETTERS.name(), this::deadLettered);
    thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "millrace-bench-flow"));
    sending = thread.submit(this::send);
  }

  private int send() throws Exception {
    int number = 0;
    Future<?> last = null;
    while (!stopped && number < schedule.size()) {
      schedule.await(number, beganNanos);
      last = producer.send(record(number++));
    }
    if (last != null) {
      last.get();
    }
    return number;
  }

  private ProducerRecord<byte[], byte[]> record(int number) {
    byte[] header = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    return new ProducerRecord<>(
        Topics.IMAGES.name(),
        number % partitions,
        null,
        SOURCE,
        envelopes.get(number % envelopes.size()),
        List.of(new RecordHeader(NUMBER, header)));
  }

  private void predicted(
      ConsumerRecord<byte[], byte[]> record, long nanos, AvroDecoder<Prediction> decoder) {
    Header header = record.headers().lastHeader(NUMBER);
    if (header != null) {
      int number = ByteBuffer.wrap(header.value()).getInt();
      Prediction prediction = decoder.decode(record.value());
      note(
          number,
          new Answer(
              due(number),
              nanos,
              record.partition(),
              prediction.getVersion(),
              prediction.getSequence(),
              prediction.getTiming().getInferenceMicros(),
              prediction.getFlags().contains("CANARY_FAILED")));
    }
  }

  private void deadLettered(ConsumerRecord<byte[], byte[]> record, long nanos) {
    Header header = record.headers().lastHeader(NUMBER);
    if (header != null) {
      int number = ByteBuffer.wrap(header.value()).getInt();
      Header version = record.headers().lastHeader(DeadLetter.VERSION);
      long by =
          version == null
              ? -1
              : Long.parseLong(new String(version.value(), StandardCharsets.UTF_8));
      note(number, new Answer(due(number), nanos, record.partition(), by, -1, 0, false));
    }
  }

  private long due(int number) {
    return beganNanos + schedule.due(number);
  }

  private synchronized void note(int number, Answer answer) {
    if (answered.get(number)) {
      repeats++;
    } else {
      answered.set(number);
      answers.add(answer);
      notifyAll();
    }
  }

  /** What has come so far. */
  synchronized Answers answers() {
    return new Answers(answers);
  }

  /** Waits until the image that was due last before this moment, or a later one, has its answer. */
  void awaitDue(long nanos) throws InterruptedException {
    awaitAny(answer -> answer.dueNanos() - nanos >= 0);
  }

  /** Waits until there is an answer like this; returns at once if one has come already. */
  synchronized void awaitAny(Predicate<Answer> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    int looked = 0;
    while (true) {
      for (; looked < answers.size(); looked++) {
        if (wanted.test(answers.get(looked))) {
          return;
        }
      }
      requireLife(deadline);
      wait(1_000);
    }
  }

  /**
   * Waits until images of every partition are answered promptly: what has piled up is through.
   *
   * @return whether that came to be in time
   */
  synchronized boolean awaitCalm(double seconds) throws InterruptedException {
    long since = System.nanoTime();
    Span patience = Span.lasting(since, seconds);
    Set<Integer> calm = new HashSet<>();
    int looked = answers.size();
    while (calm.size() < partitions && patience.holds(System.nanoTime())) {
      for (; looked < answers.size(); looked++) {
        Answer answer = answers.get(looked);
        if (answer.latencyMillis() < PROMPT_MILLIS) {
          calm.add(answer.partition());
        }
      }
      wait(100);
    }
    return calm.size() == partitions;
  }

  private void requireLife(long deadline) {
    predictions.requireReading();
    deadLetters.requireReading();
    if (System.nanoTime() - deadline > 0) {
      throw new IllegalStateException("the images of the bench get no answers any more");
    }
  }

  /**
   * All of it.
   *
   * @param lost images without any answer
   * @param repeats answers beyond the first
   */
  record Account(Answers answers, int sent, int lost, int repeats) {}

  /** Sends no more, or nothing beyond the schedule if it is to be sent whole, and waits for all. */
  Account finish(boolean whole) throws Exception {
    stopped = !whole;
    int sent = sending.get();
    synchronized (this) {
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (answered.cardinality() < sent && System.nanoTime() - deadline < 0) {
        wait(1_000);
      }
      return new Account(new Answers(answers), sent, sent - answered.cardinality(), repeats);
    }
  }

  @Override
  public void close() {
    stopped = true;
    thread.shutdown();
    predictions.close();
    deadLetters.close();
    producer.close();
    registry.close();
  }
}
