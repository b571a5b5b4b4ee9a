package io.millrace.registry.topology;

import io.millrace.avro.HostStatus;
import io.millrace.registry.decision.Heartbeats;
import io.millrace.schemas.serde.DecodeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last report of each host that is alive.
 *
 * <p>Alive is counted from when its report was read here, so that the clocks of the hosts do not
 * matter.
 */
final class LiveHosts {

  private static final Logger LOG = LoggerFactory.getLogger(LiveHosts.class);

  /** After this long a host that ended without a word is taken out of its topic. */
  static final Duration LOST = Duration.ofHours(1);

  /**
   * A report.
   *
   * @param at when it was read
   */
  record Heard(HostStatus status, Instant at) {

    /** As it is stored: the time in front of the bytes that it came as. */
    static Heard read(byte[] stored, Function<byte[], HostStatus> decode) {
      ByteBuffer buffer = ByteBuffer.wrap(stored);
      Instant at = Instant.ofEpochMilli(buffer.getLong());
      byte[] report = new byte[buffer.remaining()];
      buffer.get(report);
      return new Heard(decode.apply(report), at);
    }

    boolean isAlive(Instant now) {
      return Heartbeats.isAlive(status, at, now);
    }
  }

  private final KeyValueStore<String, byte[]> store;
  private final Map<String, Heard> hosts = new HashMap<>();
  private final Set<String> silent = new HashSet<>();

  LiveHosts(KeyValueStore<String, byte[]> store, Codec<HostStatus> codec) {
    this.store = store;
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        restore(entry.key, entry.value, codec);
      }
    }
  }

  private void restore(String host, byte[] stored, Codec<HostStatus> codec) {
    try {
      hosts.put(host, Heard.read(stored, codec::decode));
    } catch (DecodeException e) {
      // Its schema is gone from the registry; the host's next report brings it back.
      LOG.warn("The stored report of host {} cannot be read: {}", host, e.getMessage());
    }
  }

  /** Keeps a report; {@code encoded} are the bytes that it came as. */
  void heard(String host, HostStatus status, byte[] encoded, Instant now) {
    byte[] stored =
        ByteBuffer.allocate(Long.BYTES + encoded.length)
            .putLong(now.toEpochMilli())
            .put(encoded)
            .array();
    store.put(host, stored);
    if (hosts.put(host, new Heard(status, now)) == null || silent.remove(host)) {
      LOG.info("Host {} is there.", host);
    }
  }

  /** The host has said that it ends, or is given up. */
  void gone(String host) {
    store.delete(host);
    silent.remove(host);
    if (hosts.remove(host) != null) {
      LOG.info("Host {} has ended.", host);
    }
  }

  /** Says once of each host that was not heard of for too long that it counts as gone. */
  void noteSilent(Instant now) {
    hosts.forEach(
        (host, heard) -> {
          if (!heard.isAlive(now) && silent.add(host)) {
            LOG.warn("Host {} is silent since {}; rollouts go on without it.", host, heard.at());
          }
        });
  }

  /**
   * Forgets the hosts that have been silent for so long that they will not come back under their
   * name, which is unique per start.
   *
   * @return their names
   */
  List<String> forgetLost(Instant now) {
    List<String> lost =
        hosts.entrySet().stream()
            .filter(host -> !host.getValue().at().plus(LOST).isAfter(now))
            .map(Map.Entry::getKey)
            .toList();
    lost.forEach(this::gone);
    return lost;
  }

  List<HostStatus> alive(Instant now) {
    return hosts.values().stream().filter(host -> host.isAlive(now)).map(Heard::status).toList();
  }
}
