package io.millrace.cli.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.outcome.BatchTiming;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.ModelOutput.Detections;
import io.millrace.engine.outcome.ModelOutput.Tensors;
import io.millrace.engine.outcome.Outcome.Scored;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** An image's outcome as one line of JSON; names as in {@code millrace predictions --json}. */
final class ScoreJson {

  private final ObjectMapper mapper = new ObjectMapper();
  private final VersionId version;

  ScoreJson(VersionId version) {
    this.version = version;
  }

  String scored(Path image, Scored scored) {
    ObjectNode node = begin(image);
    result(node, scored.output());
    timing(node.putObject("timing"), scored.timing());
    node.put("provider", scored.provider()).put("precision", scored.precision());
    ArrayNode flags = node.putArray("flags");
    scored.flags().stream().sorted().forEach(flags::add);
    return write(node);
  }

  String failed(Path image, String code, String message) {
    ObjectNode node = begin(image);
    node.putObject("error").put("code", code).put("message", message);
    return write(node);
  }

  private ObjectNode begin(Path image) {
    return mapper
        .createObjectNode()
        .put("image", image.toString())
        .put("model", version.model())
        .put("version", version.version());
  }

  private static void result(ObjectNode node, ModelOutput output) {
    if (output instanceof Classification classification) {
      ArrayNode labels = node.putArray("labels");
      for (var label : classification.labels()) {
        labels
            .addObject()
            .put("index", label.index())
            .put("label", label.label())
            .put("score", label.score());
      }
    } else if (output instanceof Detections detections) {
      ArrayNode boxes = node.putArray("boxes");
      for (var box : detections.boxes()) {
        boxes
            .addObject()
            .put("x", box.x())
            .put("y", box.y())
            .put("width", box.width())
            .put("height", box.height())
            .put("index", box.index())
            .put("label", box.label())
            .put("score", box.score());
      }
    } else if (output instanceof Tensors tensors) {
      ArrayNode list = node.putArray("tensors");
      for (var tensor : tensors.tensors()) {
        ObjectNode item = list.addObject();
        item.put("name", tensor.name()).put("datatype", tensor.datatype());
        ArrayNode shape = item.putArray("shape");
        tensor.shape().forEach(shape::add);
        item.put("data", bytes(tensor.data())); // Base64
      }
    }
  }

  private static void timing(ObjectNode node, BatchTiming timing) {
    node.put("queueMicros", timing.queueMicros())
        .put("decodeMicros", timing.decodeMicros())
        .put("batchWaitMicros", timing.batchWaitMicros())
        .put("inferenceMicros", timing.inferenceMicros())
        .put("batchSize", timing.batchSize())
        .put("closeReason", timing.closeReason().name());
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private String write(ObjectNode node) {
    try {
      return mapper.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
