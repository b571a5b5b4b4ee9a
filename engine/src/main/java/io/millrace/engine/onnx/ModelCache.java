package io.millrace.engine.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Graphs that ONNX Runtime has optimised once, in a folder that processes may share. A file is a
 * mark, the checksum of the rest, and the rest: a graph with one flipped bit would load and score
 * wrongly. Files appear by renaming, whole or not at all. What nobody used for a month goes.
 */
final class ModelCache {

  private static final Logger LOG = LoggerFactory.getLogger(ModelCache.class);
  private static final long MARK = 0x4D49_4C4C_5241_4345L; // MILLRACE
  private static final int HEADER_BYTES = 2 * Long.BYTES;
  private static final String ENDING = ".graph";
  private static final Duration KEPT = Duration.ofDays(30);

  private final Path folder;

  /**
   * Uses a folder, which is made where it is missing.
   *
   * @throws IllegalArgumentException the folder cannot be used
   */
  ModelCache(Path folder) {
    this.folder = folder.toAbsolutePath();
    try {
      Files.createDirectories(this.folder);
      if (!Files.isWritable(this.folder)) {
        throw new IOException("it is not writable");
      }
      forgetOld(Instant.now().minus(KEPT));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The model cache %s cannot be used: %s".formatted(folder, e), e);
    }
  }

  /** The graph of a key; null: there is none, or it is damaged, which is logged and mended. */
  @Nullable ByteBuffer find(String key) {
    Path file = file(key);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() <= HEADER_BYTES || channel.size() > Integer.MAX_VALUE) {
        throw new IOException("it has " + channel.size() + " bytes");
      }
      ByteBuffer whole = channel.map(MapMode.READ_ONLY, 0, channel.size());
      ByteBuffer graph = whole.slice(HEADER_BYTES, whole.limit() - HEADER_BYTES);
      if (whole.getLong(0) != MARK || whole.getLong(Long.BYTES) != checksum(graph)) {
        throw new IOException("its checksum is wrong");
      }
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return graph;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      forget(key, e);
      return null;
    }
  }

  /** Removes a graph that turned out to be of no use. */
  void forget(String key, Exception why) {
    LOG.warn(
        "The optimised model in {} is of no use, the original is loaded instead: {}",
        file(key),
        why.getMessage());
    try {
      Files.deleteIfExists(file(key));
    } catch (IOException e) {
      LOG.warn("It could not be removed either.", e);
    }
  }

  /** Where ONNX Runtime may write a graph; then {@link #keep} it. */
  Path draft() throws IOException {
    return Files.createTempFile(folder, "draft", ".onnx");
  }

  /** Takes a draft in under its key. */
  void keep(String key, Path draft) throws IOException {
    Path sealed = Files.createTempFile(folder, "draft", ENDING + ".tmp");
    try (FileChannel from = FileChannel.open(draft, StandardOpenOption.READ);
        FileChannel to = FileChannel.open(sealed, StandardOpenOption.WRITE)) {
      ByteBuffer graph = from.map(MapMode.READ_ONLY, 0, from.size());
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).putLong(MARK).putLong(checksum(graph));
      writeAll(to, header.flip());
      writeAll(to, graph);
      Files.move(
          sealed, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(sealed);
    }
  }

  /** Folder of what a provider caches by itself, made where it is missing. */
  Path folder(String key) throws IOException {
    return Files.createDirectories(folder.resolve(key));
  }

  private Path file(String key) {
    return folder.resolve(key + ENDING);
  }

  private static void writeAll(FileChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  private static long checksum(ByteBuffer graph) {
    CRC32C checksum = new CRC32C();
    checksum.update(graph.duplicate());
    return checksum.getValue();
  }

  /** Drafts too: they are those of processes that ended while they wrote. */
  private void forgetOld(Instant before) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(Files::isRegularFile).filter(ModelCache::isOurs).toList();
    }
    for (Path file : files) {
      try {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      } catch (NoSuchFileException e) {
        LOG.debug("Another process was faster to remove {}.", file);
      }
    }
  }

  private static boolean isOurs(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(ENDING) || name.startsWith("draft");
  }
}
