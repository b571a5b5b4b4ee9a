/**
 * The pictures that a bench makes for itself: seeded, so that they are the same everywhere.
 *
 * <p>What decoding costs depends on how much detail a picture has. {@link
 * io.millrace.cli.bench.picture.Photo} mixes gradients, shapes and noise so that a JPEG of 640 x
 * 480 takes the 110 KB that a camera's takes; {@link io.millrace.cli.bench.picture.Thumbnail} makes
 * the small grey PNGs of the 28 x 28 nets.
 */
@NullMarked
package io.millrace.cli.bench.picture;

import org.jspecify.annotations.NullMarked;
