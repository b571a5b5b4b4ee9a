package io.millrace.engine.model;

/** One version of one model. */
public record VersionId(String model, long version) {

  public VersionId {
    if (model.isBlank() || version < 1) {
      throw new IllegalArgumentException(
          "a version needs a model name and a number from 1: '" + model + "' " + version);
    }
  }

  /** As in the repository's layout, for example {@code fashion-mnist/1}. */
  @Override
  public String toString() {
    return model + "/" + version;
  }
}
