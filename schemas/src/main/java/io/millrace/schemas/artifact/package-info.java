/**
 * A model's files in the topic {@code model-artifacts}, and those that lie elsewhere.
 *
 * <p>A file is cut into pieces of 896 KiB, and each is compressed by itself with zstd, so that a
 * part is at most 900 KiB and has its place in the file whatever the other parts are: files go
 * through piece by piece, an upload that broke off goes on with the parts that are not there, and
 * the parts of two releases of zstd fit together. The key is {@code sha256/part} with the digest of
 * the file itself, so equal files are stored once however often they are published, and a reader
 * knows whether what it put together is what was published.
 *
 * <p>{@link io.millrace.schemas.artifact.ArtifactWriter} and {@link
 * io.millrace.schemas.artifact.ArtifactReader} work on a {@link
 * io.millrace.schemas.artifact.PartLog}; {@link io.millrace.schemas.artifact.LocationReader} brings
 * a file from its URI.
 */
@NullMarked
package io.millrace.schemas.artifact;

import org.jspecify.annotations.NullMarked;
