/** Tests of what guards the delivery, without Kafka; with it they are in the module tests. */
@NullMarked
package io.millrace.job.delivery;

import org.jspecify.annotations.NullMarked;
