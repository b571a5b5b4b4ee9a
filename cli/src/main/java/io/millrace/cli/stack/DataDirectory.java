package io.millrace.cli.stack;

import io.millrace.cli.terminal.UserError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The one folder in which a stack keeps everything, and the lock that makes it the only one there.
 * Opening it proves that it can be written and has room, before any part is started.
 */
public final class DataDirectory implements AutoCloseable {
  /**
   * Room that a stack needs to begin with: Kafka's first segments, the registry's database,
   * checkpoints.
   */
  public static final long LEAST_FREE_BYTES = 512L << 20;

  private final Path root;
  private final DirectoryLock lock;

  private DataDirectory(Path root, DirectoryLock lock) {
    this.root = root;
    this.lock = lock;
  }

  public static DataDirectory open(Path root) {
    return open(root, LEAST_FREE_BYTES);
  }

  /**
   * Creates the directory where it is missing, and locks it.
   *
   * @throws UserError if it cannot be written, has less room than asked for, or another stack has
   *     it
   */
  static DataDirectory open(Path directory, long leastFreeBytes) {
    Path root = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(root);
      requireRoom(root, leastFreeBytes);
      var opened = new DataDirectory(root, DirectoryLock.take(root));
      Files.deleteIfExists(opened.stackFile());
      Files.createDirectories(opened.logs());
      return opened;
    } catch (IOException e) {
      throw UserError.refused(
          "the data directory %s cannot be written (%s). Make it writable or choose another with --data-dir."
              .formatted(root, reason(e)),
          e);
    }
  }

  private static void requireRoom(Path root, long leastFreeBytes) throws IOException {
    long free = Files.getFileStore(root).getUsableSpace();
    if (free < leastFreeBytes) {
      throw UserError.refused(
          "the data directory %s has %d MiB free; %d MiB are needed. Make room or choose another with --data-dir."
              .formatted(root, free >> 20, leastFreeBytes >> 20));
    }
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException taken) {
      return taken.getFile() + " is a file";
    }
    return e instanceof FileSystemException system && system.getReason() != null
        ? system.getReason()
        : String.valueOf(e.getMessage());
  }

  public Path root() {
    return root;
  }

  public Path logs() {
    return root.resolve("logs");
  }

  /** The log of this process; the registry, a process of its own, has another beside it. */
  public Path logFile() {
    return logs().resolve("millrace.log");
  }

  public Path kafka() {
    return root.resolve("kafka");
  }

  public Path registry() {
    return root.resolve("registry");
  }

  public Path flink() {
    return root.resolve("flink");
  }

  public Path ports() {
    return root.resolve("ports.json");
  }

  public Path stackFile() {
    return StackFile.in(root);
  }

  /**
   * A folder for a program on top of the stack, for example the state of Kafka Streams; created
   * where missing.
   */
  public Path folderFor(String program) throws IOException {
    return Files.createDirectories(root.resolve(program));
  }

  /** Removes everything that an earlier stack left here; the lock stays. */
  public void empty() {
    try (Stream<Path> entries = Files.list(root)) {
      for (Path entry : entries.filter(entry -> !entry.endsWith(DirectoryLock.FILE)).toList()) {
        remove(entry);
      }
      Files.createDirectories(logs());
    } catch (IOException e) {
      throw UserError.refused(
          "the data directory %s cannot be emptied (%s)".formatted(root, reason(e)), e);
    }
  }

  private static void remove(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path entry : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
