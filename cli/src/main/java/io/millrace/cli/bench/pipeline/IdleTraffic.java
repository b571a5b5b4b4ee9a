package io.millrace.cli.bench.pipeline;

import io.millrace.avro.Prediction;
import io.millrace.avro.Timing;
import io.millrace.job.log.OffsetRange;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Images to the job and to the plain loop by turns, each when it is due, whatever became of the
 * earlier ones.
 *
 * @param images the part of the log that the job reads; its images are not written yet
 */
record IdleTraffic(Endpoints endpoints, List<byte[]> envelopes, OffsetRange images) {

  /**
   * Sends all and waits for all.
   *
   * @param schedule even numbers go to the job, odd ones to the loop
   */
  Hops send(PoissonSchedule schedule) throws Exception {
    Hops hops = new Hops(schedule);
    Properties config = new Properties();
    config.putAll(endpoints.kafka());
    config.put("acks", "all");
    config.put("linger.ms", 0);
    config.put("max.request.size", Topics.MAX_RECORD_BYTES);
    var bytes = new ByteArraySerializer();
    try (var registry = new SchemaRegistry(endpoints.registryUrl());
        var loop = new PlainLoop(endpoints);
        var ofJob = new Arrivals(endpoints, Topics.PREDICTIONS.name(), ofJob(registry, hops));
        var ofLoop = new Arrivals(endpoints, BenchTopics.LOOP_OUT.name(), ofLoop(hops));
        var producer = new KafkaProducer<>(config, bytes, bytes)) {
      producer.partitionsFor(Topics.IMAGES.name());
      producer.partitionsFor(BenchTopics.LOOP_IN.name());
      long began = System.nanoTime();
      hops.begin(began);
      for (int i = 0; i < schedule.size(); i++) {
        schedule.await(i, began);
        var sent = producer.send(record(i));
        if (i == schedule.size() - 1) {
          sent.get();
        }
      }
      hops.awaitAll(
          () -> {
            loop.requireReading();
            ofJob.requireReading();
            ofLoop.requireReading();
          });
    }
    return hops;
  }

  private ProducerRecord<byte[], byte[]> record(int index) {
    int number = index / 2;
    String topic = index % 2 == 0 ? Topics.IMAGES.name() : BenchTopics.LOOP_IN.name();
    return new ProducerRecord<>(
        topic,
        number % images.from().size(),
        ByteBuffer.allocate(Integer.BYTES).putInt(index).array(),
        envelopes.get(number % envelopes.size()));
  }

  /** Which image it was shows by its place in the log. */
  private Arrivals.Listener ofJob(SchemaRegistry registry, Hops hops) {
    var decoder = new AvroDecoder<>(registry, Prediction.class);
    return (record, nanos) -> {
      Prediction prediction = decoder.decode(record.value());
      int partition = prediction.getOrigin().getPartition();
      long from =
          images.from().getOrDefault(new TopicPartition(Topics.IMAGES.name(), partition), 0L);
      long number = (prediction.getOrigin().getOffset() - from) * images.from().size() + partition;
      Timing timing = prediction.getTiming();
      long work = 1_000 * (timing.getDecodeMicros() + timing.getInferenceMicros());
      hops.arrive(Math.toIntExact(2 * number), nanos, work);
    };
  }

  private static Arrivals.Listener ofLoop(Hops hops) {
    return (ConsumerRecord<byte[], byte[]> record, long nanos) ->
        hops.arrive(ByteBuffer.wrap(record.key()).getInt(), nanos, 0);
  }
}
