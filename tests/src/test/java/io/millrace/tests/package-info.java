/** What crosses a module: the lines between modules, deployment, the road of an image. */
@NullMarked
package io.millrace.tests;

import org.jspecify.annotations.NullMarked;
