/**
 * {@code millrace bench engine}: what the engine costs over the work that cannot be saved.
 *
 * <p>{@link io.millrace.cli.bench.engine.RawLoop} is that work: the engine's own decoder, session
 * and output head in a loop of as many threads, without queue, planner or completion. {@link
 * io.millrace.cli.bench.engine.EngineLoop} does the same images through a {@link
 * io.millrace.engine.host.ModelHost}. Each group of rows is a class that answers {@link
 * io.millrace.cli.bench.engine.Group}; {@link io.millrace.cli.bench.engine.EngineBench} lists them.
 * Where the model itself would drown what is measured, {@link
 * io.millrace.cli.bench.engine.NoopSessions} stands in for it.
 */
@NullMarked
package io.millrace.cli.bench.engine;

import org.jspecify.annotations.NullMarked;
