/**
 * Every rule about model versions, as a pure function: no Kafka, no clock, no thread.
 *
 * <p>{@link io.millrace.registry.decision.Decision#decide} takes what is true of one model, what
 * the windows have said so far, one {@link io.millrace.registry.decision.Input} and the time, and
 * gives what is true afterwards with the events that say why. A version goes this way:
 *
 * <pre>
 * PUBLISHED -> STAGING -> STABLE -> READY (the previous stable) -> PUBLISHED
 *                 |  \      ^   \-> ROLLED_BACK
 *                 |   \     | promoted
 *                 |    \-> CANARY | SHADOW -> ROLLED_BACK (an operator, or a guard)
 *                 |                     \-> REJECTED (by a host that joined late)
 *                 |\-> PUBLISHED (given up, or not ready in time)
 *                 \-> REJECTED
 * anything that neither serves nor is being rolled out -> RETIRED
 * </pre>
 *
 * <p>Commands go through {@code CommandRules} and {@code RolloutRules}, reports of hosts through
 * {@code HostRule}, time through {@code TrialRule}, windows of predictions through {@code
 * GuardRule}; {@code StateChange} has the transitions. {@link io.millrace.registry.decision.Watch}
 * says which windows are wanted.
 *
 * <p>Always true: the sequence grows by one with every change and never otherwise; once a version
 * serves, exactly one does; candidate and rollout are there while a version is rolled out and never
 * otherwise; a share only grows; a rejected version never serves; nothing returns to a retired one.
 */
@NullMarked
package io.millrace.registry.decision;

import org.jspecify.annotations.NullMarked;
