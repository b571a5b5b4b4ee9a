package io.millrace.engine.session;

/** Why a version is not taken into service; the one that serves goes on. */
public enum RejectCode {
  /** The file is no model that can be read. */
  MODEL_CORRUPT,
  /** The bytes are not those that were published. */
  DIGEST,
  /** Nobody whom this host trusts has signed it. */
  SIGNATURE,
  /** Calls an operator that needs a library, another file or settings beside the runtime's. */
  OP_NOT_ALLOWED,
  /** The model needs a newer runtime. */
  OPSET,
  /** Weights lie outside of the file. */
  EXTERNAL_DATA,
  /** The input or output is not what {@code model.json} says. */
  SIGNATURE_MISMATCH,
  /** The labels do not fit the output. */
  LABELS,
  /** A golden example is not scored as written, or the output is not finite. */
  CANARY,
  /** A batch size fails to run. */
  WARMUP,
  /** Larger than a bound of this host. */
  LIMIT,
  /** The version number is already loaded from another file. */
  EQUIVOCATION,
  /** Asks for something that this release of the engine does not do. */
  UNSUPPORTED,
  /** The host is closing, or it or its device failed; not the version's fault. */
  HOST
}
