@NullMarked
package io.millrace.schemas.golden;

import org.jspecify.annotations.NullMarked;
