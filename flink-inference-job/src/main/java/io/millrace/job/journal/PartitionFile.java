package io.millrace.job.journal;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Two offsets in a mapped file: the image that was emitted last and the one that was taken last.
 *
 * <p>The file is locked as long as its process lives; the operating system lifts the lock when it
 * dies. A task that ends in order deletes its file.
 */
final class PartitionFile implements AutoCloseable {

  static final int EMITTED = 0;
  static final int TAKEN = Long.BYTES;
  static final int SIZE = 2 * Long.BYTES;

  private final Path path;
  private final FileChannel channel;
  private final MappedByteBuffer offsets;

  private PartitionFile(Path path, FileChannel channel, MappedByteBuffer offsets) {
    this.path = path;
    this.channel = channel;
    this.offsets = offsets;
  }

  /**
   * With nothing under way.
   *
   * @param life names this process
   * @param before offset before the first image
   */
  static PartitionFile create(int partition, Path folder, String life, long before)
      throws IOException {
    String unique = UUID.randomUUID().toString().substring(0, 8);
    Path path = folder.resolve(prefix(partition) + life + "." + unique);
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new IOException(path + " is new and somebody else has locked it.");
      }
      MappedByteBuffer offsets = channel.map(MapMode.READ_WRITE, 0, SIZE);
      offsets.putLong(EMITTED, before);
      offsets.putLong(TAKEN, before);
      return new PartitionFile(path, channel, offsets);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** What names of files of that partition begin with. */
  static String prefix(int partition) {
    return partition + ".";
  }

  void taken(long offset) {
    offsets.putLong(TAKEN, offset);
  }

  void emitted(long offset) {
    offsets.putLong(EMITTED, offset);
  }

  long emitted() {
    return offsets.getLong(EMITTED);
  }

  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(path);
    } finally {
      channel.close();
    }
  }
}
