/**
 * Counts what versions say, window by window, for the guards.
 *
 * <p>Two halves. Where predictions are read, one {@link io.millrace.registry.window.Counter} for
 * each partition looks at the fields that matter ({@code Glance}, {@code Failure}), sorts out
 * repeats and pairs shadows with their primaries; once a second what it has counted leaves it as
 * {@link io.millrace.registry.window.Delta}s. Where decisions are made, {@link
 * io.millrace.registry.window.OpenWindows} puts the deltas of all partitions together and says when
 * a window is closed.
 *
 * <p>An image belongs to the window in which its delta arrives, by the clock of the one task that
 * decides; no clock of another machine is asked, and a trial's images are told from those before by
 * the sequence of the state that they were scored under. What was counted in the second before a
 * crash is missing: windows are samples, and missing data never fires.
 */
@NullMarked
package io.millrace.registry.window;

import org.jspecify.annotations.NullMarked;
