package io.millrace.job.journal;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What one task has under way, where it survives the death of the process. For the task's thread.
 *
 * <p>Images of a partition are emitted in the order in which they were taken, so what is under way
 * in it is all between two offsets. They stand in a mapped file for each partition: to write them
 * is to write memory, and the operating system keeps it when the process is gone.
 */
public interface CrashJournal extends AutoCloseable {

  /** How many processes may die with an image under way before it is quarantined. */
  int DEADLY = 2;

  /** How many processes have died with this image under way, as far as that is remembered. */
  int deaths(int partition, long offset) throws IOException;

  /** The image is handed to native code next; its partition was asked about by {@link #deaths}. */
  void begin(int partition, long offset);

  /** It has been emitted, and everything before it in its partition. */
  void end(int partition, long offset);

  /** A checkpoint holds everything that has been emitted by now. */
  void snapshot(long checkpoint);

  /** That checkpoint is complete: what it holds does not come again. */
  void completed(long checkpoint) throws IOException;

  @Override
  void close() throws IOException;

  /**
   * The journal of a task.
   *
   * @param folder shared by all processes that may take a partition over; null: nothing is kept,
   *     and nothing is suspected
   * @param group of the job; other jobs may use the folder too
   */
  static CrashJournal in(@Nullable String folder, String group) throws IOException {
    if (folder == null) {
      return new NoJournal();
    }
    Path own = Path.of(folder, URLEncoder.encode(group, StandardCharsets.UTF_8));
    Files.createDirectories(own);
    return new MappedJournal(own, life());
  }

  /** Names this process, and no other that has ever run. */
  private static String life() {
    var runtime = ManagementFactory.getRuntimeMXBean();
    String process = URLEncoder.encode(runtime.getName(), StandardCharsets.UTF_8);
    return process + "-" + runtime.getStartTime();
  }
}
