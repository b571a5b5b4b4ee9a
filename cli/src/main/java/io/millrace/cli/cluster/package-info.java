/**
 * A whole Millrace out of separate processes on one machine: brokers, schema registry, a standalone
 * Flink cluster assembled from Maven's jars (there is no flink-dist there), and a ZooKeeper where
 * high availability is asked for. {@code millrace cluster up} runs it; tests of faults kill parts
 * of it.
 *
 * <p>{@link io.millrace.cli.cluster.ClusterStack} starts everything on one data directory and owns
 * it. Each process but the registry is a {@link io.millrace.cli.cluster.Member}, which can be
 * killed, frozen and started again; {@link io.millrace.cli.cluster.FlinkRest} and {@link
 * io.millrace.cli.cluster.JobRest} ask Flink over REST, as anybody could. Every child holds a
 * leash: none outlives this process, a {@code kill -9} of it included.
 *
 * <pre>{@code
 * FlinkJars jars = FlinkJars.find();
 * var options = ClusterOptions.of(jars).withBrokers(3)
 *     .withFlink(FlinkOptions.of(jars).withShortTimeouts().withHighAvailability(true));
 * try (var directory = DataDirectory.open(folder);
 *     var stack = ClusterStack.launch(directory, options).awaitReady()) {
 *   JobRest job = stack.flink().rest().submit(jars.thin(), stack.jobArguments("fashion-mnist"));
 *   stack.flink().taskManagers().get(0).kill();
 *   …
 *   stack.flink().taskManagers().get(0).start();
 * }
 * }</pre>
 */
@NullMarked
package io.millrace.cli.cluster;

import org.jspecify.annotations.NullMarked;
