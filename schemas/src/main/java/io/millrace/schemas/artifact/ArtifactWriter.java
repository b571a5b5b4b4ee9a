package io.millrace.schemas.artifact;

import io.millrace.avro.ArtifactRef;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes files to {@code model-artifacts}, piece by piece. For one thread. */
public final class ArtifactWriter implements AutoCloseable {

  /** Told while files are written. */
  @FunctionalInterface
  public interface Progress {
    /** The topic has, or is being sent, so many bytes of the file. */
    void at(ArtifactRef file, long bytes);
  }

  private final Producer<byte[], byte[]> producer;
  private final ArtifactReader topic;

  public ArtifactWriter(Endpoints endpoints) {
    this(producer(endpoints), new KafkaPartLog(endpoints));
  }

  ArtifactWriter(Producer<byte[], byte[]> producer, PartLog log) {
    this.producer = producer;
    this.topic = new ArtifactReader(log);
  }

  private static Producer<byte[], byte[]> producer(Endpoints endpoints) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("client.id", "millrace-artifact-writer");
    config.put("acks", "all");
    config.put("compression.type", "none"); // the parts are compressed
    config.put("max.request.size", 1_048_588);
    config.put("max.block.ms", 30_000);
    var serializer = new ByteArraySerializer();
    return new KafkaProducer<>(config, serializer, serializer);
  }

  /**
   * Sends the parts of files that the topic does not have yet, and reads them back. What broke off
   * goes on where it was; a file that is there already is not sent at all.
   *
   * @param files by what {@link ArtifactParts#describe} says of them
   * @param progress told of each file how many of its bytes the topic has
   * @return how many parts were sent
   * @throws ArtifactException if a file has changed since, or does not come back as it is
   */
  public int write(Map<ArtifactRef, Path> files, Progress progress)
      throws IOException, InterruptedException {
    Set<String> there = compare(files);
    Set<String> sent = new HashSet<>();
    for (Map.Entry<ArtifactRef, Path> file : files.entrySet()) {
      sent.addAll(send(file.getKey(), file.getValue(), there, progress));
      there.addAll(sent);
    }
    if (!sent.isEmpty() && !compare(files).containsAll(sent)) {
      throw ArtifactException.missing(
          "A part does not come back from model-artifacts as it was sent; publish again.");
    }
    return sent.size();
  }

  /** Keys of the parts that the topic has as they should be. */
  private Set<String> compare(Map<ArtifactRef, Path> files) throws IOException {
    Set<String> there = new HashSet<>();
    Map<ArtifactRef, ArtifactReader.PartSink> sinks = new HashMap<>();
    files.forEach((ref, file) -> sinks.put(ref, new Comparison(ref, file, there)));
    topic.find(sinks);
    return there;
  }

  private record Comparison(ArtifactRef ref, Path file, Set<String> there)
      implements ArtifactReader.PartSink {

    @Override
    public void part(int part, byte[] record) throws IOException {
      gone(part);
      try (FileChannel content = FileChannel.open(file)) {
        byte[] piece = ArtifactParts.piece(content, ref.getSize(), part);
        if (Arrays.equals(piece, ArtifactParts.decompress(ref, part, record))) {
          there.add(key(part));
        }
      } catch (ArtifactException e) {
        gone(part); // damaged: it is sent anew
      }
    }

    @Override
    public void gone(int part) {
      there.remove(key(part));
    }

    private String key(int part) {
      return ArtifactParts.key(ref.getSha256(), part);
    }
  }

  private Set<String> send(ArtifactRef ref, Path file, Set<String> there, Progress progress)
      throws IOException, InterruptedException {
    MessageDigest digest = ArtifactParts.newDigest();
    Map<String, Future<RecordMetadata>> sent = new HashMap<>();
    long done = 0;
    try (FileChannel content = FileChannel.open(file)) {
      for (int part = 0; part < ref.getParts(); part++) {
        byte[] piece = ArtifactParts.piece(content, ref.getSize(), part);
        digest.update(piece);
        done += piece.length;
        String key = ArtifactParts.key(ref.getSha256(), part);
        if (!there.contains(key)) {
          sent.put(key, send(key, ArtifactParts.compress(piece)));
        }
        progress.at(ref, done);
      }
    }
    for (Future<RecordMetadata> future : sent.values()) {
      await(future, ref.getPath());
    }
    if (!ArtifactParts.hex(digest).equals(ref.getSha256())) {
      throw ArtifactException.digest(
          "%s changed while it was uploaded; publish it again.".formatted(ref.getPath()));
    }
    return sent.keySet();
  }

  private Future<RecordMetadata> send(String key, byte[] record) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return producer.send(new ProducerRecord<>(Topics.MODEL_ARTIFACTS.name(), bytes, record));
  }

  private static void await(Future<RecordMetadata> sent, String path) throws InterruptedException {
    try {
      sent.get();
    } catch (ExecutionException e) {
      throw new KafkaException(
          "The broker did not take %s: %s".formatted(path, e.getCause()), e.getCause());
    }
  }

  @Override
  public void close() {
    try {
      producer.close();
    } finally {
      topic.close();
    }
  }
}
