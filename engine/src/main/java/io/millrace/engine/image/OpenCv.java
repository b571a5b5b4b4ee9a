package io.millrace.engine.image;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;

/** Loads the three native modules that are used, and no other. */
final class OpenCv {

  private OpenCv() {}

  /** Can be called any number of times. */
  static void load() {
    // JavaCPP would fail allocations once the process outgrows a multiple of the heap, counting
    // what is not its own: models, Kafka buffers. Read once, when its first class is initialised.
    for (String bound : new String[] {"maxBytes", "maxPhysicalBytes"}) {
      String property = "org.bytedeco.javacpp." + bound;
      if (System.getProperty(property) == null) {
        System.setProperty(property, "0");
      }
    }
    Loader.load(opencv_core.class);
    Loader.load(opencv_imgproc.class);
    Loader.load(opencv_imgcodecs.class);
    // The workers are the threads; a second pool underneath would fight them for the cores.
    opencv_core.setNumThreads(1);
  }
}
