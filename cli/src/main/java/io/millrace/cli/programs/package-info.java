/**
 * The programs of Millrace on an embedded stack: the registry sync, the inference job, the HTTP
 * gateway. Each is the same program that runs alone in a deployment; here they share a process.
 */
@NullMarked
package io.millrace.cli.programs;

import org.jspecify.annotations.NullMarked;
