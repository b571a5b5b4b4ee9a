/**
 * The judge of a run. It reads topics only.
 *
 * <p>{@link io.millrace.tests.oracle.TopicEvidence} reads what lies in the topics, {@link
 * io.millrace.tests.oracle.Oracle} says what is wrong with it, fault by fault. What an image should
 * be scored as comes from a {@link io.millrace.tests.oracle.Reference}.
 */
@NullMarked
package io.millrace.tests.oracle;

import org.jspecify.annotations.NullMarked;
