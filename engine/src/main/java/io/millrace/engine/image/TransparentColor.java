package io.millrace.engine.image;

/**
 * The one colour of a PNG that stands for nothing.
 *
 * @param deep whether the samples have 16 bits, not 8
 */
record TransparentColor(int red, int green, int blue, boolean deep) {}
