/**
 * {@code millrace bench}: the product measures itself, on the machine where it stands.
 *
 * <p>Each verb below it is a package: {@code engine}, {@code pipeline} around it, and {@code
 * rollout} of what happens when versions change. All of them tell their figures through {@code
 * report}, on nets of {@code net} and pictures of {@code picture}, so nothing is downloaded.
 */
@NullMarked
package io.millrace.cli.bench;

import org.jspecify.annotations.NullMarked;
