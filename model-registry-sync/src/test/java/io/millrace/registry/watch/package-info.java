@NullMarked
package io.millrace.registry.watch;

import org.jspecify.annotations.NullMarked;
