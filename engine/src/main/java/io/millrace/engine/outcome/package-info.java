/**
 * What becomes of an image: scored, or failed with a code that says whose fault it was.
 *
 * <p>Names and units are those of the {@code Prediction} schema, so that the caller copies fields
 * and decides nothing. An expected failure is a value here, never an exception.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.engine.outcome;
