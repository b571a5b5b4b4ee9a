/**
 * The one model host of a process: lanes, workers, callers.
 *
 * <p>A caller submits an image for a version and holds a {@link io.millrace.engine.host.Ticket}
 * until it is done. The image waits in its version's {@link io.millrace.engine.host.Lane}, a worker
 * decodes it into a slot of the lane's open batch, and a worker runs the batch:
 *
 * <pre>
 * image:  queued --take--> decoding --ok--> in a batch --run--> done
 *                               \--refused--> done, and its slot is free again
 * batch:  open --planner, flush or full--> sealed --last decode--> ready --run--> empty
 * lane:   serving --unload--> retiring (drains what it holds) --last lease--> closed
 * host:   serving --worker dies, too much hangs--> failed (callers told, images done as failed)
 *                 \--device lost--> failed (nothing is given out) --> the process halts
 * </pre>
 *
 * <p>On a CPU the workers are the device: one pool of as many threads as cores, each of which takes
 * a ready batch first and else decodes the next image. A partial batch closes only when nothing is
 * left to decode, so under load no timer is needed; the timed wait of an idle worker is the timer
 * otherwise. Everything that more than one thread changes is guarded by the one lock of {@link
 * io.millrace.engine.host.Dispatcher}; decoding, running and reading results happen outside of it.
 * One more worker, hired when it is first needed, does what nobody waits for, the images of
 * background callers, and begins something only while another worker is idle. A {@link
 * io.millrace.engine.host.Steward} beside them watches for work that never ends and plans the
 * lanes.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.engine.host;
