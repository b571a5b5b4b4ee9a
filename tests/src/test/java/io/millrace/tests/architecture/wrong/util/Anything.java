package io.millrace.tests.architecture.wrong.util;

/** Lies in a package whose name says nothing. */
public record Anything() {}
