/** Tests of the publisher and of finding images on disk. */
@NullMarked
package io.millrace.ingest;

import org.jspecify.annotations.NullMarked;
