/**
 * What the registry's topics say of models, versions, hosts and decisions, for people and for
 * pipes. Everything here is a function of the records; who reads the topics and when is the
 * business of the verbs in {@link io.millrace.cli.models}.
 *
 * <p>JSON has the names of the Avro schemas, whose rules of evolution it shares.
 */
@NullMarked
package io.millrace.cli.registry;

import org.jspecify.annotations.NullMarked;
