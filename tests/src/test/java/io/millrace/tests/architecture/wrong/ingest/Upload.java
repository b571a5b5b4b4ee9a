package io.millrace.tests.architecture.wrong.ingest;

import io.millrace.tests.architecture.wrong.engine.b.Right;

/** The gateway should not know the engine. */
public record Upload(Right engine) {}
