package io.millrace.job.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a dead process had under way of a partition.
 *
 * @param after offset of the last image that it had emitted
 * @param through offset of the last image that it had taken
 */
record Remains(Path file, long after, long through) {

  /**
   * Of all dead processes.
   *
   * @param life names this process, whose files must not be opened: to close one of them would lift
   *     the lock that shows that it lives
   */
  static List<Remains> of(int partition, Path folder, String life) throws IOException {
    List<Remains> all = new ArrayList<>();
    String prefix = PartitionFile.prefix(partition);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "*")) {
      for (Path file : files) {
        if (!file.getFileName().toString().startsWith(prefix + life + ".")) {
          read(file).ifPresent(all::add);
        }
      }
    }
    return all;
  }

  private static Optional<Remains> read(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.tryLock() == null) {
        return Optional.empty(); // its process lives
      }
      ByteBuffer offsets = ByteBuffer.allocate(PartitionFile.SIZE);
      if (channel.read(offsets, 0) == PartitionFile.SIZE) {
        long after = offsets.getLong(PartitionFile.EMITTED);
        long through = offsets.getLong(PartitionFile.TAKEN);
        if (after < through) {
          return Optional.of(new Remains(file, after, through));
        }
      }
    } catch (NoSuchFileException e) {
      return Optional.empty(); // its task has just ended in order
    }
    Files.deleteIfExists(file);
    return Optional.empty();
  }

  boolean holds(long offset) {
    return after < offset && offset <= through;
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
