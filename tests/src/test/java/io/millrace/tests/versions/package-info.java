/** Versions through the whole stack: published, refused, fetched, watched, retired. */
@NullMarked
package io.millrace.tests.versions;

import org.jspecify.annotations.NullMarked;
