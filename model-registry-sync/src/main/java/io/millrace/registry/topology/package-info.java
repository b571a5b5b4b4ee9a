/**
 * Kafka Streams around the rules: commands and reports of hosts come in, decisions go out.
 *
 * <p>One task reads {@code model-commands} and {@code model-status}, both of one partition, and
 * what {@link io.millrace.registry.window} has counted, in the order of their timestamps;
 * exactly-once v2 makes an input, the state that it changes and what is written because of it one
 * transaction. Whoever reads the outcome must read committed records.
 *
 * <p>Records come from anybody. One that cannot be read becomes an event of kind REFUSED and never
 * a crash loop; a schema registry that does not answer is waited for, because the record may be
 * good.
 */
@NullMarked
package io.millrace.registry.topology;

import org.jspecify.annotations.NullMarked;
