package io.millrace.tests.architecture.wrong.job;

import io.millrace.tests.architecture.wrong.registry.Sync;

/** A program should not know another. */
public record Job(Sync sync) {}
