/**
 * A version on trial beside the one in service, from the registry topic to the topics of outcomes.
 */
@NullMarked
package io.millrace.tests.trial;

import org.jspecify.annotations.NullMarked;
