/**
 * The models that a bench builds for itself, so that it needs no download and means the same
 * everywhere: nets of well-known shapes with seeded random weights.
 *
 * <p>{@link io.millrace.cli.bench.net.Net} lists them; {@link io.millrace.cli.bench.net.Layers}
 * puts a net together and writes it as ONNX, through the few lines of protobuf in {@link
 * io.millrace.cli.bench.net.Protobuf}. Weights follow He et al. (2015), so that values neither
 * vanish nor overflow on their way through fifty layers: what such a net says means nothing, but it
 * takes the time that the trained one takes.
 */
@NullMarked
package io.millrace.cli.bench.net;

import org.jspecify.annotations.NullMarked;
