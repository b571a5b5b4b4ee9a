package io.millrace.tests.architecture.wrong.registry;

import io.millrace.tests.architecture.wrong.ingest.Gateway;

/** A program should not know another. */
public record Sync(Gateway gateway) {}
