/**
 * {@code millrace demo}: the whole road on real images, with an account at the end.
 *
 * <p>{@link io.millrace.cli.demo.Demo} is the script; {@link io.millrace.cli.demo.Feed} publishes
 * sample images and a few broken ones; {@link io.millrace.cli.demo.Collector} reads the topics that
 * the job writes; {@link io.millrace.cli.demo.Account} is the oracle, which knows what went in and
 * judges what came out; {@link io.millrace.cli.demo.LiveView} shows it meanwhile.
 */
@NullMarked
package io.millrace.cli.demo;

import org.jspecify.annotations.NullMarked;
