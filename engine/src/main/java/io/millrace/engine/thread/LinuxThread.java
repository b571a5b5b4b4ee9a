package io.millrace.engine.thread;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Linux says of a thread of this process.
 *
 * @param id as the kernel counts threads
 */
public record LinuxThread(String id) {

  private static final Path TASKS = Path.of("/proc/self/task");
  private static final int POLICY = 38; // of the fields after the name; see proc(5)
  private static final String SCHED_IDLE = "5";

  /**
   * The thread that calls.
   *
   * @throws IOException not on Linux, or not to be seen there
   */
  public static LinuxThread current() throws IOException {
    Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
    return new LinuxThread(String.valueOf(self.getFileName()));
  }

  /** All of this process, also those that native code has started. */
  public static List<LinuxThread> all() throws IOException {
    try (Stream<Path> tasks = Files.list(TASKS)) {
      return tasks.map(task -> new LinuxThread(String.valueOf(task.getFileName()))).toList();
    }
  }

  /** At most 15 characters. */
  public String name() throws IOException {
    return Files.readString(TASKS.resolve(id).resolve("comm")).strip();
  }

  /** Whether it takes only the time that nobody else wants. */
  public boolean isIdle() throws IOException {
    String stat = Files.readString(TASKS.resolve(id).resolve("stat"));
    // The name stands in parentheses and may contain some.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return fields.length > POLICY && fields[POLICY].equals(SCHED_IDLE);
  }

  /** How long it was ready to run while others ran, nanoseconds since it began. */
  public long waitedNanos() throws IOException {
    String[] fields =
        Files.readString(TASKS.resolve(id).resolve("schedstat")).strip().split(" ", -1);
    return fields.length > 1 ? Long.parseLong(fields[1]) : 0;
  }
}
