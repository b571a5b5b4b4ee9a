package io.millrace.schemas.artifact;

/** A file of a version is missing or is not what was published. */
public final class ArtifactException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final boolean mayPass;

  private ArtifactException(String code, boolean mayPass, String message) {
    super(message);
    this.code = code;
    this.mayPass = mayPass;
  }

  /** The bytes are not those that were published. */
  static ArtifactException digest(String message) {
    return new ArtifactException("DIGEST", false, message);
  }

  /** Not all of it is there (yet). */
  static ArtifactException missing(String message) {
    return new ArtifactException("MISSING", true, message);
  }

  /** Where it lies does not answer (now). */
  static ArtifactException unreachable(String message) {
    return new ArtifactException("UNREACHABLE", true, message);
  }

  /** It lies where this release cannot read. */
  static ArtifactException unsupported(String message) {
    return new ArtifactException("UNSUPPORTED", false, message);
  }

  /** DIGEST, MISSING, UNREACHABLE or UNSUPPORTED. */
  public String code() {
    return code;
  }

  /** Whether it is worth another try. */
  public boolean mayPass() {
    return mayPass;
  }
}
