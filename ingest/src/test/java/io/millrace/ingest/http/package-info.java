/** Tests of the gateway through HTTP. */
@NullMarked
package io.millrace.ingest.http;

import org.jspecify.annotations.NullMarked;
