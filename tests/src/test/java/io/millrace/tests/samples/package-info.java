/** The images, versions and golden outputs that ship with the product, as tests use them. */
@NullMarked
package io.millrace.tests.samples;

import org.jspecify.annotations.NullMarked;
