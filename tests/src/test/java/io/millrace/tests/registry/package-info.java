/** The program that decides, as several instances on one broker. */
@NullMarked
package io.millrace.tests.registry;

import org.jspecify.annotations.NullMarked;
