/** What tests of the job put into the engine's host. */
@org.jspecify.annotations.NullMarked
package io.millrace.engine.host;
