package io.millrace.tests.oracle;

/** What can be wrong with what came out. */
public enum Fault {
  /** An image without an outcome. */
  LOST,
  /** A further outcome of an image that has one. */
  DUPLICATE,
  /** An outcome behind that of a later image, or in another partition than its image. */
  OUT_OF_ORDER,
  /** An outcome of an image that is not there. */
  PHANTOM,
  /** A prediction of a version that was not in service under the sequence that it names. */
  WRONG_VERSION,
  /** An outcome that contradicts the reference, or another outcome of the same image. */
  DIVERGENT,
  /** A record that cannot be read, or a dead letter that is not its image byte for byte. */
  TORN
}
