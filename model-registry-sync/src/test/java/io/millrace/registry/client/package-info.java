/** Tests of the operator's side. */
@NullMarked
package io.millrace.registry.client;

import org.jspecify.annotations.NullMarked;
