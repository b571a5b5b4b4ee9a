/**
 * Avro in the Confluent wire format: magic byte 0, the schema's id in four bytes, the record.
 *
 * <p>Records come from anybody who can write to a topic, so decoding trusts nothing: every length
 * is checked against the bytes that are there before anything is allocated ({@link
 * io.millrace.schemas.serde.BoundedDecoder}), and a record that cannot be read is a {@link
 * io.millrace.schemas.serde.DecodeException} with a code. A registry that cannot be asked is
 * something else, a {@link io.millrace.schemas.serde.RegistryUnavailableException}: the record may
 * be good, so it is never given up for that.
 */
@NullMarked
package io.millrace.schemas.serde;

import org.jspecify.annotations.NullMarked;
