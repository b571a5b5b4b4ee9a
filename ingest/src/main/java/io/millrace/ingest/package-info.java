/**
 * Where images come from.
 *
 * <p>{@link io.millrace.ingest.ImagePublisher} checks an image, gives it an id and publishes it;
 * {@link io.millrace.ingest.ImageFiles} finds images on disk; {@link io.millrace.ingest.http} takes
 * them over HTTP. None of them loses an image or refuses one without saying so: what is wrong with
 * an image is an {@link io.millrace.ingest.ImageRefusedException}, what goes wrong on the way to
 * Kafka is in the future that was returned and in {@code close()}.
 */
@NullMarked
package io.millrace.ingest;

import org.jspecify.annotations.NullMarked;
