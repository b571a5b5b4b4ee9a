/**
 * Avro in the Confluent wire format: magic byte 0, the schema's id in four bytes, the record.
 *
 * <p>Records come from anybody who can write to a topic, so decoding trusts nothing: every length
 * is checked against the bytes that are there before anything is allocated ({@link
 * io.millrace.schemas.serde.BoundedDecoder}), and a record that cannot be read is a {@link
 * io.millrace.schemas.serde.DecodeException} with a code. A registry that cannot be asked is
 * something else, a {@link io.millrace.schemas.serde.RegistryUnavailableException}: the record may
 * be good, so it is never given up for that.
 *
 * <p>Two records are on the path of every image, and for them alone there is a way without a record
 * in between: {@link io.millrace.schemas.serde.EnvelopeDecoder} reads an image's envelope, and with
 * {@link io.millrace.schemas.serde.BinaryOutput} the job writes its prediction. Together they took
 * a third off the CPU time and half off the memory of a task. Tests hold both to what Avro reads
 * and writes of the same records, so a change of a schema that they miss does not pass the build.
 */
@NullMarked
package io.millrace.schemas.serde;

import org.jspecify.annotations.NullMarked;
