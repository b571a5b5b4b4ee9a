/**
 * Images over HTTP: one request, one image, answered when the broker has it.
 *
 * <pre>
 * POST /v1/images?source=gate-7&amp;model=garments     Content-Type: image/jpeg, the bytes as body
 * 202 {"id": …, "partition": …, "offset": …}
 * 400, 413, 415 {"code": …, "message": …}   the image or the request is at fault
 * 503 {"code": "NOT_TAKEN", "message": …}   Kafka did not take it in time: try again
 * GET /healthz   200 while the process serves
 * GET /readyz    200 while the broker has the topic images, else 503
 * </pre>
 *
 * <p>An image that is tried again after a 503 may be published twice, with two ids.
 */
@NullMarked
package io.millrace.ingest.http;

import org.jspecify.annotations.NullMarked;
