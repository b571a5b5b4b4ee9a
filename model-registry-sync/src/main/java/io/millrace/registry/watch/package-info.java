/**
 * A directory as the source of versions: {@code <repo>/<model>/<number>/model.onnx}, as users of
 * TensorFlow Serving and Triton have it.
 *
 * <p>{@link io.millrace.registry.watch.DirectoryWatch} looks at the directory every few seconds and
 * asks, like any client, through commands with {@code issuedBy} directory-watch:
 *
 * <pre>
 * seen -> unchanged over two looks, and whole -> published -> rolled out, once, if the policy says so
 * gone for two looks                          -> retired, unless it is in service
 * cannot be a version                         -> reported, once per change of its files
 * </pre>
 *
 * <p>It keeps nothing: what is done is what the registry says, so a restart repeats nothing, and a
 * version that an operator rolled back stays rolled back. It polls because notifications of the
 * kernel (inotify) do not come over NFS, SMB, S3 mounts and Kubernetes volumes, get lost when their
 * queue overflows, and would still not tell when a copy is complete.
 */
@NullMarked
package io.millrace.registry.watch;

import org.jspecify.annotations.NullMarked;
