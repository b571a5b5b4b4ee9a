/**
 * The models of one process: what the registry topic asks for, what is loaded, who scores an image.
 *
 * <p>{@code ServingHost} is the one process-wide thing. Its tail thread reads {@code
 * model-registry} and {@code model-artifacts} from the start and follows them; its loader thread
 * brings versions up one at a time, off the image path; both report to {@code model-status}. A
 * version goes
 *
 * <pre>
 * named by the registry -> waiting for its artifacts -> LOADING -> READY | FAILED -> unloaded
 * </pre>
 *
 * <p>The end of a load counts for the order that began it; a version that failed and is staged
 * again is loaded again. Each report names the registry sequences that it takes into account.
 *
 * <p>Operators see only {@link io.millrace.job.serving.Route}s, an immutable snapshot that is
 * exchanged whole: traffic moves between two images. A route may hold a {@link
 * io.millrace.job.serving.Trial}, a version that is ready here and takes a share beside the one in
 * service. {@link io.millrace.job.serving.ServingHosts} counts the users of a host, because task
 * slots of one process share it and a restarted task finds it again with its models loaded.
 */
@NullMarked
package io.millrace.job.serving;

import org.jspecify.annotations.NullMarked;
