package io.millrace.engine.image;

/** A tensor is in its slot as it came. */
public record Placed() implements Decoding {}
