@NullMarked
package io.millrace.job.telemetry;

import org.jspecify.annotations.NullMarked;
