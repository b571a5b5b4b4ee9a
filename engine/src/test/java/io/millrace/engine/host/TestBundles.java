package io.millrace.engine.host;

import io.millrace.engine.image.TestImages;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.ModelSpec;
import io.millrace.engine.model.ModelSpecException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bundles for scripted sessions: images of 4 x 4 grey pixels, as they are, and two scores. */
final class TestBundles {

  static final int SIDE = 4;
  static final int CLASSES = 2;

  private TestBundles() {}

  static ModelBundle bundle(Path folder, long version, int maxBatch) {
    return bundle(folder, version, maxBatch, "");
  }

  static ModelBundle bundle(Path folder, long version, int maxBatch, String golden) {
    String json =
        """
        {"model": "scripted", "version": %d,
         "input": {"name": "image", "width": 4, "height": 4, "color": "grey", "scale": 1},
         "output": {"kind": "classification", "name": "scores", "topK": 2},
         "batch": {"max": %d}%s}
        """
            .formatted(version, maxBatch, golden);
    try {
      Path directory = Files.createDirectories(folder.resolve(Long.toString(version)));
      Files.writeString(directory.resolve("model.onnx"), "not looked into " + version);
      Files.write(directory.resolve("seven.png"), TestImages.greyPng(SIDE, 7));
      ModelSpec spec = ModelSpec.parse(json.getBytes(StandardCharsets.UTF_8));
      return ModelBundle.of(spec, directory);
    } catch (IOException | ModelSpecException e) {
      throw new IllegalStateException(e);
    }
  }
}
