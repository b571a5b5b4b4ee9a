/** What verbs share: their options, where they log, how a process with a stack ends. */
@NullMarked
package io.millrace.cli.verb;

import org.jspecify.annotations.NullMarked;
