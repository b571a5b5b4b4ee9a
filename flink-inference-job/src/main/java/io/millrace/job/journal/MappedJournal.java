package io.millrace.job.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file for each partition that the task reads; those of dead processes lie beside them. */
final class MappedJournal implements CrashJournal {

  private static final Logger LOG = LoggerFactory.getLogger(MappedJournal.class);

  private final Path folder;
  private final String life;
  private @Nullable Part[] parts = new Part[0];
  private final Map<Integer, Long> emitted = new HashMap<>();
  private long snapshot = -1;

  /** A partition that the task reads. */
  private record Part(PartitionFile file, List<Remains> remains) {

    int deaths(long offset) {
      int deaths = 0;
      for (Remains each : remains) {
        deaths += each.holds(offset) ? 1 : 0;
      }
      return deaths;
    }
  }

  /**
   * Nothing is under way.
   *
   * @param life names this process, and no other that has ever run
   */
  MappedJournal(Path folder, String life) {
    this.folder = folder;
    this.life = life;
  }

  @Override
  public int deaths(int partition, long offset) throws IOException {
    Part part = partition < parts.length ? parts[partition] : null;
    if (part == null) {
      part = adopt(partition, offset);
    }
    return part.remains.isEmpty() ? 0 : part.deaths(offset);
  }

  private Part adopt(int partition, long first) throws IOException {
    List<Remains> remains = new ArrayList<>(Remains.of(partition, folder, life));
    for (Remains each : remains) {
      LOG.warn(
          "A process has died with images {} to {} of partition {} under way: they are run alone.",
          each.after() + 1,
          each.through(),
          partition);
    }
    Part part = new Part(PartitionFile.create(partition, folder, life, first - 1), remains);
    if (partition >= parts.length) {
      parts = Arrays.copyOf(parts, partition + 1);
    }
    parts[partition] = part;
    return part;
  }

  @Override
  public void begin(int partition, long offset) {
    part(partition).file.taken(offset);
  }

  @Override
  public void end(int partition, long offset) {
    part(partition).file.emitted(offset);
  }

  private Part part(int partition) {
    Part part = parts[partition];
    if (part == null) {
      throw new IllegalStateException("Nobody has asked about partition " + partition);
    }
    return part;
  }

  @Override
  public void snapshot(long checkpoint) {
    emitted.clear();
    snapshot = checkpoint;
    for (int n = 0; n < parts.length; n++) {
      Part part = parts[n];
      if (part != null && !part.remains.isEmpty()) {
        emitted.put(n, part.file.emitted());
      }
    }
  }

  @Override
  public void completed(long checkpoint) throws IOException {
    if (checkpoint != snapshot) {
      return; // a later one will be complete
    }
    for (Map.Entry<Integer, Long> reached : emitted.entrySet()) {
      List<Remains> remains = part(reached.getKey()).remains;
      for (Remains each : List.copyOf(remains)) {
        if (each.through() <= reached.getValue()) {
          each.delete();
          remains.remove(each);
        }
      }
    }
    emitted.clear();
  }

  @Override
  public void close() throws IOException {
    for (Part part : parts) {
      if (part != null) {
        part.file.close();
      }
    }
    parts = new Part[0];
  }
}
