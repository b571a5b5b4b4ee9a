package io.millrace.job.sql;

import io.millrace.engine.outcome.ModelOutput.NamedTensor;
import io.millrace.engine.outcome.ModelOutput.Tensors;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.engine.session.Float16;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * An output of the model as a flat array, row-major.
 *
 * @param name of the output
 * @param ofDoubles ARRAY of DOUBLE instead of FLOAT
 * @param alone whether the model's only output is meant, whatever its name
 */
record TensorColumn(String name, boolean ofDoubles, boolean alone) implements OutputColumn {

  private static final long serialVersionUID = 1L;

  @Override
  public Object of(Scored scored) {
    NamedTensor tensor = find(((Tensors) scored.output()).tensors());
    ByteBuffer data = tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int elements = Math.toIntExact(tensor.shape().stream().reduce(1L, Math::multiplyExact));
    double[] doubles = new double[ofDoubles ? elements : 0];
    float[] floats = new float[ofDoubles ? 0 : elements];
    for (int i = 0; i < elements; i++) {
      double value = next(data, tensor);
      if (ofDoubles) {
        doubles[i] = value;
      } else {
        floats[i] = (float) value;
      }
    }
    return ofDoubles ? new GenericArrayData(doubles) : new GenericArrayData(floats);
  }

  private NamedTensor find(List<NamedTensor> tensors) {
    if (alone && tensors.size() == 1) {
      return tensors.get(0);
    }
    for (NamedTensor tensor : tensors) {
      if (tensor.name().equals(name)) {
        return tensor;
      }
    }
    List<String> names = tensors.stream().map(NamedTensor::name).toList();
    throw new FlinkRuntimeException(
        "The model has the outputs %s and none is called %s; name the column after one of them."
            .formatted(names, name));
  }

  private static double next(ByteBuffer data, NamedTensor tensor) {
    return switch (tensor.datatype()) {
      case "FP32" -> data.getFloat();
      case "FP64" -> data.getDouble();
      case "FP16" -> Float16.toFloat(data.getShort());
      case "BF16" -> Float.intBitsToFloat(data.getShort() << 16);
      case "UINT8" -> Byte.toUnsignedInt(data.get());
      case "INT8", "BOOL" -> data.get();
      case "INT16" -> data.getShort();
      case "INT32" -> data.getInt();
      case "INT64" -> data.getLong();
      default ->
          throw new FlinkRuntimeException(
              "The output %s holds %s, which is no number for SQL."
                  .formatted(tensor.name(), tensor.datatype()));
    };
  }
}
