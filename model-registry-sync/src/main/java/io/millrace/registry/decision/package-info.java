/**
 * Every rule about model versions, as a pure function: no Kafka, no clock, no thread.
 *
 * <p>{@link io.millrace.registry.decision.Decision#decide} takes what is true of one model, one
 * {@link io.millrace.registry.decision.Input} and the time, and gives what is true afterwards with
 * the events that say why. A version goes this way:
 *
 * <pre>
 * PUBLISHED -> STAGING -> STABLE -> READY (the previous stable) -> PUBLISHED
 *                 |  \       \-> ROLLED_BACK
 *                 |   \-> PUBLISHED (given up)
 *                 \-> REJECTED
 * anything that neither serves nor is being staged -> RETIRED
 * </pre>
 *
 * <p>Always true: the sequence grows by one with every change and never otherwise; once a version
 * serves, exactly one does; a rejected version never serves; nothing returns to a retired one.
 */
@NullMarked
package io.millrace.registry.decision;

import org.jspecify.annotations.NullMarked;
