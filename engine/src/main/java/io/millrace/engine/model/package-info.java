/**
 * What a version of a model says about itself: {@code model.json} as records, read strictly.
 *
 * <p>An unknown key is an error, and every problem of a file is reported at once. Nothing here
 * loads a model; {@link io.millrace.engine.host.ModelHost#load} holds the file against these words.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.engine.model;
