/**
 * From encoded bytes to the model's input: gate, decode, resize, normalise.
 *
 * <p>{@link io.millrace.engine.image.ImageGate} walks the structure of a JPEG or PNG to its end
 * before a pixel is allocated: type by magic bytes, sizes, scans, checksums, end marker. What
 * passes is decoded by OpenCV and written straight into the image's place in the batch ({@link
 * io.millrace.engine.image.Slots}). Each worker thread owns one {@link
 * io.millrace.engine.image.ImageDecoder}, whose buffers and native headers are reused.
 *
 * <p>Policies: transparency is composited on <b>white</b>; EXIF orientation is applied; 16-bit
 * samples keep their high byte; colour profiles and gamma are ignored; of an animated PNG the
 * default image and of a multi-picture JPEG the first is taken.
 *
 * <p>What an image can cost is bounded by the gate, for native code cannot be interrupted: at 16.8
 * megapixels a JPEG of 100 scans took 0.4 s, a PNG of 16 bits with alpha 0.6 to 1.6 s on a busy
 * machine, and by estimate some 20 bytes of native memory a pixel while it lasts. The deadline of 2
 * s, for what nobody thought of, is kept by the host around the decoder.
 *
 * <p>Native code belongs to one class loader. In a cluster these classes and the OpenCV jars must
 * come from the parent loader, or a restarted job fails to load the library a second time.
 *
 * <p>OpenCV does not pass its decoder's warnings on, so that a JPEG whose coded data is damaged in
 * the middle would be a success. {@link io.millrace.engine.image.JpegScan} follows the data code by
 * code instead: what is missing is refused, what is left over is flagged. JPEG has no checksum: a
 * bent value between whole codes is another valid picture, and nobody can tell.
 *
 * <p>Traps of OpenCV 4.13 that the code here answers: {@code imdecode} into a reused matrix leaves
 * the <em>previous image</em> in it when it fails, only the returned matrix is empty; a JPEG that
 * ends early is returned half grey as a success; JavaCPP throws OutOfMemoryError once the
 * <em>process</em>, not its own allocations, outgrows a multiple of the heap.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.engine.image;
