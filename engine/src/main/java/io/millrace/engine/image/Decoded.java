package io.millrace.engine.image;

/**
 * The image is in its slot.
 *
 * @param typeMismatch the declared media type is not that of the bytes
 */
public record Decoded(ImageHeader header, boolean typeMismatch) implements Decoding {}
