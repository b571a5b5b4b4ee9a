/** The same log through another version, on the embedded stack. */
@NullMarked
package io.millrace.tests.reprocess;

import org.jspecify.annotations.NullMarked;
