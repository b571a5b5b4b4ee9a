/**
 * {@code millrace models}: what operators do with versions.
 *
 * <p>{@link io.millrace.cli.models.ModelsCommand} lists the verbs. Those that look ({@code list},
 * {@code show}, {@code watch}, {@code history}) read the registry's topics through {@code
 * RegistryReader}; those that ask for a change are an {@code Errand}: sent, followed by a {@code
 * Follower} that feeds a {@code Display}, and answered with what came of it, or with the reason why
 * not and what to do ({@code Advice}).
 */
@NullMarked
package io.millrace.cli.models;

import org.jspecify.annotations.NullMarked;
