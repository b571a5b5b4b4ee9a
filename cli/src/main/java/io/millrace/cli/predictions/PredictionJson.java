package io.millrace.cli.predictions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.avro.Classification;
import io.millrace.avro.Detections;
import io.millrace.avro.Prediction;
import io.millrace.avro.Tensors;
import io.millrace.avro.Timing;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** A prediction as one line of JSON; the names are those of the Avro schema. */
final class PredictionJson {

  private final ObjectMapper mapper = new ObjectMapper();

  String line(Prediction prediction) {
    ObjectNode node = mapper.createObjectNode();
    node.put("imageId", prediction.getImageId().toString());
    node.put("source", prediction.getSource());
    node.put("capturedAt", prediction.getCapturedAt().toString());
    node.putObject("origin")
        .put("partition", prediction.getOrigin().getPartition())
        .put("offset", prediction.getOrigin().getOffset());
    node.put("model", prediction.getModel());
    node.put("version", prediction.getVersion());
    node.put("digest", prediction.getDigest());
    node.put("sequence", prediction.getSequence());
    node.put("arm", prediction.getArm().name());
    result(node, prediction.getResult());
    timing(node.putObject("timing"), prediction.getTiming());
    node.put("provider", prediction.getProvider());
    node.put("precision", prediction.getPrecision());
    ArrayNode flags = node.putArray("flags");
    prediction.getFlags().forEach(flags::add);
    try {
      return mapper.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void result(ObjectNode node, Object result) {
    if (result instanceof Classification classification) {
      ArrayNode labels = node.putArray("labels");
      for (var label : classification.getLabels()) {
        labels
            .addObject()
            .put("index", label.getIndex())
            .put("label", label.getLabel())
            .put("score", label.getScore());
      }
    } else if (result instanceof Detections detections) {
      ArrayNode boxes = node.putArray("boxes");
      for (var box : detections.getBoxes()) {
        boxes
            .addObject()
            .put("x", box.getX())
            .put("y", box.getY())
            .put("width", box.getWidth())
            .put("height", box.getHeight())
            .put("index", box.getIndex())
            .put("label", box.getLabel())
            .put("score", box.getScore());
      }
    } else if (result instanceof Tensors tensors) {
      ArrayNode list = node.putArray("tensors");
      for (var tensor : tensors.getTensors()) {
        ObjectNode item = list.addObject();
        item.put("name", tensor.getName());
        item.put("datatype", tensor.getDatatype());
        ArrayNode shape = item.putArray("shape");
        tensor.getShape().forEach(shape::add);
        item.put("data", bytes(tensor.getData())); // Base64
      }
    }
  }

  private static void timing(ObjectNode node, Timing timing) {
    node.put("queueMicros", timing.getQueueMicros())
        .put("decodeMicros", timing.getDecodeMicros())
        .put("batchWaitMicros", timing.getBatchWaitMicros())
        .put("inferenceMicros", timing.getInferenceMicros())
        .put("batchSize", timing.getBatchSize())
        .put("closeReason", timing.getCloseReason().name());
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
