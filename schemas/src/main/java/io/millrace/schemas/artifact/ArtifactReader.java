package io.millrace.schemas.artifact;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.millrace.avro.ArtifactRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads parts of files. It looks from the end backwards, in growing steps, until it has found what
 * it wants: what was published last lies last, so a reader that needs one version need not go
 * through all of them. No file is ever in memory. For one thread.
 */
public final class ArtifactReader implements AutoCloseable {

  private static final long FIRST_STEP = 8;

  private final PartLog log;

  public ArtifactReader(PartLog log) {
    this.log = log;
  }

  /** Told of a part; of one key possibly more than once, the last time counts. */
  interface PartSink {
    void part(int part, byte[] record) throws IOException;

    void gone(int part);
  }

  /**
   * Puts files together; the topic is gone through once for all of them.
   *
   * @throws ArtifactException if a part is missing or a file is not what its {@code ref} names
   */
  public void restore(Map<ArtifactRef, Path> files) throws IOException {
    Map<ArtifactRef, PartSink> sinks = new HashMap<>();
    List<Restored> all = new ArrayList<>();
    try {
      for (Map.Entry<ArtifactRef, Path> file : files.entrySet()) {
        requirePossible(file.getKey());
        FileChannel to = FileChannel.open(file.getValue(), CREATE, WRITE, TRUNCATE_EXISTING);
        Restored restored = new Restored(file.getKey(), to);
        all.add(restored);
        sinks.put(file.getKey(), restored);
      }
      find(sinks);
      all.forEach(Restored::requireAll);
    } finally {
      for (Restored restored : all) {
        restored.to.close();
      }
    }
    for (Map.Entry<ArtifactRef, Path> file : files.entrySet()) {
      check(file.getKey(), file.getValue());
    }
  }

  private static void requirePossible(ArtifactRef ref) {
    long size = ref.getSize();
    boolean possible =
        size >= 0
            && size <= (long) Integer.MAX_VALUE * ArtifactParts.PIECE_BYTES
            && ref.getParts() == ArtifactParts.count(size);
    if (!possible) {
      throw ArtifactException.digest(
          "%s of %d bytes cannot have %d parts.".formatted(ref.getPath(), size, ref.getParts()));
    }
  }

  /**
   * Holds a file against its size and digest.
   *
   * @throws ArtifactException it is another
   */
  static void check(ArtifactRef ref, Path file) throws IOException {
    long size = Files.size(file);
    ArtifactRef actual = ArtifactParts.describe(ref.getPath(), file);
    if (size != ref.getSize() || !actual.getSha256().equals(ref.getSha256())) {
      throw ArtifactException.digest(
          "%s has %d bytes and SHA-256 %s and should have %d bytes and %s."
              .formatted(ref.getPath(), size, actual.getSha256(), ref.getSize(), ref.getSha256()));
    }
  }

  /** A file that is being put together. */
  private static final class Restored implements PartSink {

    private final ArtifactRef ref;
    private final FileChannel to;
    private final Set<Integer> held = new HashSet<>();
    private final Map<Integer, ArtifactException> damaged = new TreeMap<>();

    Restored(ArtifactRef ref, FileChannel to) {
      this.ref = ref;
      this.to = to;
    }

    @Override
    public void part(int part, byte[] record) throws IOException {
      gone(part);
      try {
        write(to, ArtifactParts.decompress(ref, part, record), ArtifactParts.offset(part));
        held.add(part);
      } catch (ArtifactException e) {
        damaged.put(part, e); // unless a newer record replaces it
      }
    }

    @Override
    public void gone(int part) {
      held.remove(part);
      damaged.remove(part);
    }

    void requireAll() {
      for (ArtifactException first : damaged.values()) {
        throw first;
      }
      if (held.size() < ref.getParts()) {
        throw ArtifactException.missing(
            "%d of %d parts of %s are not in model-artifacts; publish the version again."
                .formatted(ref.getParts() - held.size(), ref.getParts(), ref.getPath()));
      }
    }
  }

  /** One part that is looked for; files of equal content share it. */
  private record Target(PartSink sink, int part) {}

  void find(Map<ArtifactRef, PartSink> files) throws IOException {
    Map<String, List<Target>> wanted = new HashMap<>();
    files.forEach(
        (ref, sink) -> {
          for (int part = 0; part < ref.getParts(); part++) {
            wanted
                .computeIfAbsent(ArtifactParts.key(ref.getSha256(), part), k -> new ArrayList<>())
                .add(new Target(sink, part));
          }
        });
    long beginning = log.beginning();
    long to = log.end();
    for (long step = FIRST_STEP; to > beginning && !wanted.isEmpty(); step *= 2) {
      long from = Math.max(beginning, to - step);
      Set<String> found = new HashSet<>();
      log.read(
          from,
          to,
          (key, record) -> {
            for (Target target : wanted.getOrDefault(key, List.of())) {
              found.add(key);
              tell(target.sink(), target.part(), record);
            }
          });
      wanted.keySet().removeAll(found);
      to = from;
    }
  }

  private static void tell(PartSink sink, int part, byte @Nullable [] record) throws IOException {
    if (record == null) {
      sink.gone(part);
    } else {
      sink.part(part, record);
    }
  }

  private static void write(FileChannel to, byte[] bytes, long at) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      to.write(rest, at + rest.position());
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
