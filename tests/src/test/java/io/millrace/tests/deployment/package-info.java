/**
 * The files that deploy Millrace say what the code says.
 *
 * <p>No container engine is needed: {@link io.millrace.tests.deployment.Compose} and {@link
 * io.millrace.tests.deployment.Dockerfile} read the files as an engine would, and the tests hold
 * them against the pom, the topics and the options of the programs.
 */
@NullMarked
package io.millrace.tests.deployment;

import org.jspecify.annotations.NullMarked;
