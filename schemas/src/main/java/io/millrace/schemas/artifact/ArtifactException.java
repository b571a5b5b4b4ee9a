package io.millrace.schemas.artifact;

/** A file of a version is missing or is not what was published. */
public final class ArtifactException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * A failure with its code.
   *
   * @param code DIGEST: the bytes differ; MISSING: not all parts are there
   */
  public ArtifactException(String code, String message) {
    super(message);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
