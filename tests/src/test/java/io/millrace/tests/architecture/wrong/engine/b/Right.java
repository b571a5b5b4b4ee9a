package io.millrace.tests.architecture.wrong.engine.b;

import io.millrace.tests.architecture.wrong.engine.a.Left;
import org.jspecify.annotations.Nullable;

/** The other half of the circle. */
public record Right(@Nullable Left left) {}
