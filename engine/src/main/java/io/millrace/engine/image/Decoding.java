package io.millrace.engine.image;

/** What came of decoding: the image is in its slot, or a {@link Refusal}. */
public sealed interface Decoding permits Decoded, Placed, Refusal {}
