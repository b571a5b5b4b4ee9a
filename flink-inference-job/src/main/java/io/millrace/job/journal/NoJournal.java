package io.millrace.job.journal;

/** Of tasks whose job was given no folder. */
final class NoJournal implements CrashJournal {

  @Override
  public int deaths(int partition, long offset) {
    return 0;
  }

  @Override
  public void begin(int partition, long offset) {}

  @Override
  public void end(int partition, long offset) {}

  @Override
  public void snapshot(long checkpoint) {}

  @Override
  public void completed(long checkpoint) {}

  @Override
  public void close() {}
}
