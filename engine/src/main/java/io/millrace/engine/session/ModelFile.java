package io.millrace.engine.session;

import java.nio.ByteBuffer;

/**
 * A model to open, as bytes, so that what was checked is what is loaded and nothing beside the file
 * is read.
 *
 * @param bytes direct or not, from position to limit
 * @param digest SHA-256 of the bytes as whoever brought them has verified it; caches go by it
 * @param precision of the weights: fp32, fp16 or int8
 */
public record ModelFile(ByteBuffer bytes, String digest, String precision) {}
