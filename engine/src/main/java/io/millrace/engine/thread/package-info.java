/**
 * How threads share the processors. The ones that load a version give way to all others of the
 * machine ({@link io.millrace.engine.thread.YieldingThreads}): fetching, checking and warming a
 * version up takes seconds of processor time, and images must not wait for that.
 */
@NullMarked
package io.millrace.engine.thread;

import org.jspecify.annotations.NullMarked;
