/**
 * The program that decides which version of a model serves.
 *
 * <p>It is the only writer of {@code model-registry}. {@link io.millrace.registry.decision} holds
 * the rules, {@link io.millrace.registry.topology} feeds them from Kafka, {@link
 * io.millrace.registry.window} counts what versions say for the guards, {@link
 * io.millrace.registry.http} answers questions, {@link io.millrace.registry.RegistrySync} runs that
 * in a process, and {@link io.millrace.registry.client} is the operator's side: it writes commands
 * and reads what came of them, as any Avro Kafka client may.
 */
@NullMarked
package io.millrace.registry;

import org.jspecify.annotations.NullMarked;
