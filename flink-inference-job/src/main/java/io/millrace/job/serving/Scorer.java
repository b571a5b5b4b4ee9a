package io.millrace.job.serving;

import io.millrace.avro.Arm;
import io.millrace.engine.model.VersionId;

/**
 * A version that scores images, and why it does.
 *
 * @param id the version
 * @param digest SHA-256 of its model file
 * @param sequence registry sequence under which it was chosen
 * @param arm what it is relied on for
 */
public record Scorer(VersionId id, String digest, long sequence, Arm arm) {}
