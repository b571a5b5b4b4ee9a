package io.millrace.engine.session;

import java.nio.ByteBuffer;

/** Opens models. */
public interface SessionFactory {

  /**
   * Opens a model from its bytes, so that what was checked is what is loaded and nothing beside the
   * file is read.
   *
   * @param model direct or not, from position to limit
   */
  InferenceSession open(ByteBuffer model) throws SessionException;
}
