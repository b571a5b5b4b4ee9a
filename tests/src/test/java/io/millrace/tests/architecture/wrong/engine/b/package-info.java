/** The one package of the wrong product that is marked as it should be. */
@NullMarked
package io.millrace.tests.architecture.wrong.engine.b;

import org.jspecify.annotations.NullMarked;
