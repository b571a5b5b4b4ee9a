/**
 * {@code millrace score}: the engine alone. Images from files, a model from its folder, results on
 * the terminal; no Kafka, no Flink.
 */
@NullMarked
package io.millrace.cli.score;

import org.jspecify.annotations.NullMarked;
