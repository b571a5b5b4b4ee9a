package io.millrace.job.launch;

import io.millrace.job.InferenceJob;

/** What the manifest of a job jar names: {@code flink run JAR OPTION…}. */
public final class RunInferenceJob {
  private RunInferenceJob() {}

  /** Submits the job, see {@link InferenceJob#main}. */
  public static void main(String[] options) throws Exception {
    InferenceJob.main(options);
  }
}
