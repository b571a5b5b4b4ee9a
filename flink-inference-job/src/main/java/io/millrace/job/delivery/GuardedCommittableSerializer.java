package io.millrace.job.delivery;

import io.millrace.job.delivery.Trace.Origins;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** As it stands in checkpoints; a next layout takes the next version. */
final class GuardedCommittableSerializer implements SimpleVersionedSerializer<GuardedCommittable> {

  private static final int VERSION = 1;

  private final SimpleVersionedSerializer<KafkaCommittable> transactions;

  GuardedCommittableSerializer(SimpleVersionedSerializer<KafkaCommittable> transactions) {
    this.transactions = transactions;
  }

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(GuardedCommittable committable) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      byte[] transaction =
          SimpleVersionedSerialization.writeVersionAndSerialize(
              transactions, committable.transaction());
      out.writeInt(transaction.length);
      out.write(transaction);
      Trace trace = committable.trace();
      out.writeInt(trace.last().partition());
      out.writeLong(trace.last().timestamp());
      out.writeUTF(trace.last().digest());
      out.writeInt(trace.origins().size());
      for (Map.Entry<Integer, Origins> entry : trace.origins().entrySet()) {
        out.writeInt(entry.getKey());
        out.writeLong(entry.getValue().first());
        out.writeLong(entry.getValue().last());
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public GuardedCommittable deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "The checkpoint holds transactions of layout %d, and this version of Millrace reads %d."
              .formatted(version, VERSION));
    }
    try (var in = new DataInputStream(new ByteArrayInputStream(serialized))) {
      byte[] transaction = in.readNBytes(in.readInt());
      KafkaCommittable kafka =
          SimpleVersionedSerialization.readVersionAndDeSerialize(transactions, transaction);
      return new GuardedCommittable(kafka, trace(in));
    }
  }

  private static Trace trace(DataInputStream in) throws IOException {
    Fingerprint last = new Fingerprint(in.readInt(), in.readLong(), in.readUTF());
    Map<Integer, Origins> origins = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      origins.put(in.readInt(), new Origins(in.readLong(), in.readLong()));
    }
    return new Trace(last, origins);
  }
}
