/** {@code millrace models}: what operators do with versions. */
@NullMarked
package io.millrace.cli.models;

import org.jspecify.annotations.NullMarked;
