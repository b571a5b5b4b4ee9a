package io.millrace.registry.client;

/** Told while a version's files are written. */
@FunctionalInterface
public interface UploadProgress {

  /** Tells nobody. */
  UploadProgress SILENT = (path, doneBytes, totalBytes) -> {};

  /**
   * The broker has more of the files.
   *
   * @param path of the file that is being written, below the version's directory
   * @param doneBytes how much of the version it has now
   * @param totalBytes size of all files of the version
   */
  void written(String path, long doneBytes, long totalBytes);
}
