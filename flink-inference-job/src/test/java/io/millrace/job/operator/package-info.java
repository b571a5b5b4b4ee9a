/** Tests of the operator on Flink's harness, with the real engine and a real model. */
@NullMarked
package io.millrace.job.operator;

import org.jspecify.annotations.NullMarked;
