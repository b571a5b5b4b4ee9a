/**
 * A model's files in the topic {@code model-artifacts}.
 *
 * <p>A file is compressed with zstd and cut into parts of at most 900 KiB, keyed {@code
 * sha256/part}. The digest is that of the file itself, so equal files are stored once however often
 * they are published, and a reader knows whether what it put together is what was published.
 */
@NullMarked
package io.millrace.schemas.artifact;

import org.jspecify.annotations.NullMarked;
