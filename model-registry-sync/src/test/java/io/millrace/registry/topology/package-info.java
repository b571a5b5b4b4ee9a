/** Tests of the Streams graph, in Kafka's own test driver and with a registry over HTTP. */
@NullMarked
package io.millrace.registry.topology;

import org.jspecify.annotations.NullMarked;
