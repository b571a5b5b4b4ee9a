/**
 * The port to whatever runs a model: open, describe, run in place, close.
 *
 * <p>A session is shared by threads; an {@link io.millrace.engine.session.InferenceRun} (its
 * buffers) belongs to one batch at a time. Closing a session while a run is active crashes the
 * process, so sessions are handed out by {@link io.millrace.engine.session.SessionLeases} and
 * closed by whoever gives the last lease back:
 *
 * <pre>open --retire--> retiring (no new lease) --last release--> closed</pre>
 *
 * <p>Where a model runs is a {@link io.millrace.engine.session.Provider}. One that was asked for by
 * name and is not there is a {@link io.millrace.engine.session.ProviderMissingException}, never a
 * quiet run on the CPU.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.engine.session;
