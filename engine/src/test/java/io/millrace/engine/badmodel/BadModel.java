package io.millrace.engine.badmodel;

import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.ModelSpec;
import io.millrace.engine.model.ModelSpecException;
import io.millrace.engine.session.RejectCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A version that must be refused.
 *
 * @param row of the faults, for example M7
 * @param reason a part of what the host must say
 */
record BadModel(String row, String name, RejectCode code, String reason, Maker maker) {

  /** Writes its files into an empty folder. */
  @FunctionalInterface
  interface Maker {
    ModelBundle make(Path folder) throws IOException, ModelSpecException;
  }

  static final String JSON =
      """
      {"model": "m", "version": 1,
       "input": {"name": "image", "width": 4, "height": 4, "color": "grey", "scale": 1},
       "output": {"kind": "classification", "name": "scores", "labels": ["a", "b"]},
       "batch": {"max": 8}}
      """;

  static BadModel of(String row, RejectCode code, String name, String reason, byte[] model) {
    return new BadModel(row, name, code, reason, folder -> bundle(folder, model, JSON));
  }

  static BadModel of(String row, RejectCode code, String name, String reason, Net net) {
    return of(row, code, name, reason, net.bytes());
  }

  static ModelBundle bundle(Path folder, byte[] model, String json)
      throws IOException, ModelSpecException {
    Files.write(folder.resolve("model.onnx"), model);
    ModelSpec spec = ModelSpec.parse(json.getBytes(StandardCharsets.UTF_8));
    return model.length == 0
        ? new ModelBundle(spec.id(), "", spec, folder)
        : ModelBundle.of(spec, folder);
  }

  @Override
  public String toString() {
    return row + " " + name;
  }
}
