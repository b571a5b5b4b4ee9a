package io.millrace.tests.architecture.wrong.schemas;

import io.millrace.tests.architecture.wrong.engine.b.Right;

/** The contract should know nobody. */
public record Contract(Right engine) {}
