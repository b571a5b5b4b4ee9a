package io.millrace.engine.image;

/** What the gate says of some bytes: an {@link ImageHeader} or a {@link Refusal}. */
public sealed interface Inspection permits ImageHeader, Refusal {}
