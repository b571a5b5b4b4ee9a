/** What guards the delivery, on a real broker. */
@NullMarked
package io.millrace.job.delivery;

import org.jspecify.annotations.NullMarked;
