/**
 * The registry's state over HTTP, for reading only.
 *
 * <pre>
 * GET /models       every model, in short
 * GET /models/{m}   one model with its versions and its rollout
 * GET /rollouts     the rollouts under way, with what their guards have heard
 * GET /hosts        every host with what it has loaded
 * GET /healthz      200 while the process serves
 * GET /readyz       200 once this instance runs and has the whole state, else 503
 * 404, 405, 503     {"code": …, "message": …} as application/problem+json
 * </pre>
 *
 * <p>An instance answers from the stores of the task that decides, or from its standby's copy of
 * them; it asks no other instance. What it says may be some milliseconds ahead of {@code
 * model-registry}, where only what is committed counts, and as a standby some behind.
 */
@NullMarked
package io.millrace.registry.http;

import org.jspecify.annotations.NullMarked;
