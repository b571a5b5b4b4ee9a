package io.millrace.job.serving;

import io.millrace.engine.model.VersionId;

/**
 * Who scores the images of one model.
 *
 * @param id the version in service
 * @param digest SHA-256 of its model file
 * @param sequence registry sequence under which it was chosen
 */
public record Route(VersionId id, String digest, long sequence) {}
