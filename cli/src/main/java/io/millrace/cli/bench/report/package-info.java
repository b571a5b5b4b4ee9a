/**
 * What every {@code millrace bench} has in common: how figures are taken and how they are told.
 *
 * <p>{@link io.millrace.cli.bench.report.Turns} measures two things by turns, so that a machine
 * that grows slower does so for both; {@link io.millrace.cli.bench.report.Spread} keeps the median
 * and the extremes of the repetitions. A {@link io.millrace.cli.bench.report.Row} is one figure
 * with its bar and what it came from; a {@link io.millrace.cli.bench.report.Report} is all of a
 * run, told as JSON, as Markdown and as {@link io.millrace.cli.bench.report.Plot}s by {@link
 * io.millrace.cli.bench.report.ReportFolder}. Nothing here knows what is measured.
 */
@NullMarked
package io.millrace.cli.bench.report;

import org.jspecify.annotations.NullMarked;
