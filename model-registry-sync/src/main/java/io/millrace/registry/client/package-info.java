/**
 * The operator's side: commands out, and what came of them.
 *
 * <p>{@link io.millrace.registry.client.ModelCommands} writes to {@code model-artifacts} and {@code
 * model-commands}; {@link io.millrace.registry.client.RegistryView} reads {@code model-registry}
 * and {@code model-events}, {@link io.millrace.registry.client.HostView} {@code model-status}. They
 * meet model-registry-sync on topics only, so they work from any machine that reaches the broker
 * and the schema registry.
 */
@NullMarked
package io.millrace.registry.client;

import org.jspecify.annotations.NullMarked;
