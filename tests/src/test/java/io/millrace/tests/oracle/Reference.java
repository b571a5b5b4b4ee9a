package io.millrace.tests.oracle;

import io.millrace.avro.ImageEvent;
import io.millrace.avro.Prediction;
import java.util.Optional;

/** Knows, independently of Millrace, how images should be scored. */
public interface Reference {

  /** Whether this is one of its images, and so should be scored. */
  boolean knows(ImageEvent image);

  /** What is wrong with a prediction of one of its images; empty where it is right. */
  Optional<String> complaint(ImageEvent image, Prediction prediction);
}
