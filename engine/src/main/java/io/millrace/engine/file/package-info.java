/**
 * What an ONNX file tells by its bytes alone, before any runtime sees it.
 *
 * <p>A runtime that opens a file follows what it says: it reads weights from other files, loads
 * settings, folds constants that are larger than the machine. So {@link
 * io.millrace.engine.file.FileCheck} reads the protobuf (field numbers as in onnx.proto) without
 * building it and refuses what must not be opened, each with its {@link
 * io.millrace.engine.session.RejectCode}. Publishers call it before they upload, hosts before a
 * session exists: the same code, so the two never differ. The pieces: {@code Fields} walks a
 * message, {@code Tensor} is one tensor's claims, {@code GraphWalk} goes through graphs and
 * functions, {@code Growth} follows how large constants become, {@code Calls} counts operators as
 * they are once functions are inlined.
 */
@NullMarked
package io.millrace.engine.file;

import org.jspecify.annotations.NullMarked;
