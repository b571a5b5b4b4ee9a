@NullMarked
package io.millrace.schemas.signature;

import org.jspecify.annotations.NullMarked;
