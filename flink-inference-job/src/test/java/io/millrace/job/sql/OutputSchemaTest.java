package io.millrace.job.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.model.OutputSpec;
import io.millrace.engine.model.OutputSpec.Activation;
import io.millrace.engine.model.OutputSpec.Kind;
import io.millrace.engine.outcome.BatchTiming;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.ModelOutput.Box;
import io.millrace.engine.outcome.ModelOutput.Detections;
import io.millrace.engine.outcome.ModelOutput.NamedTensor;
import io.millrace.engine.outcome.ModelOutput.Tensors;
import io.millrace.engine.outcome.Outcome.Scored;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;

class OutputSchemaTest {

  private final List<String> problems = new ArrayList<>();

  @Test
  void boxesAreRowsOfTheFieldsThatWereAskedFor() {
    DataType boxes =
        DataTypes.ARRAY(
            DataTypes.ROW(
                DataTypes.FIELD("label", DataTypes.STRING()),
                DataTypes.FIELD("width", DataTypes.DOUBLE()),
                DataTypes.FIELD("x", DataTypes.FLOAT()),
                DataTypes.FIELD("label_index", DataTypes.BIGINT())));
    RowOutput output = schema(Kind.DETECTION, List.of("out"), Column.physical("found", boxes));

    RowData row = output.row(scored(new Detections(List.of(new Box(1, 2, 3, 4, 5, "cat", .5f)))));

    RowData box = row.getArray(0).getRow(0, 4);
    assertThat(problems).isEmpty();
    assertThat(box.getString(0).toString()).isEqualTo("cat");
    assertThat(box.getDouble(1)).isEqualTo(3);
    assertThat(box.getFloat(2)).isEqualTo(1);
    assertThat(box.getLong(3)).isEqualTo(5);
  }

  @Test
  void aBoxHasNoFieldOfAnotherName() {
    DataType boxes = DataTypes.ARRAY(DataTypes.ROW(DataTypes.FIELD("left", DataTypes.DOUBLE())));
    schema(Kind.DETECTION, List.of("out"), Column.physical("found", boxes));

    assertThat(problems).singleElement().asString().contains("kind detection").contains("width");
  }

  @Test
  void theOnlyOutputGoesByAnyNameAndBecomesNumbers() {
    DataType vector = DataTypes.ARRAY(DataTypes.DOUBLE());
    RowOutput output = schema(Kind.TENSORS, List.of("out"), Column.physical("vector", vector));
    ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    data.putLong(7).putLong(-8).flip();

    RowData row =
        output.row(
            scored(new Tensors(List.of(new NamedTensor("out", List.of(2L), "INT64", data)))));

    assertThat(problems).isEmpty();
    assertThat(row.getArray(0).toDoubleArray()).containsExactly(7, -8);
  }

  @Test
  void ofSeveralOutputsEachGoesByItsName() {
    DataType vector = DataTypes.ARRAY(DataTypes.FLOAT());
    RowOutput output = schema(Kind.TENSORS, List.of("a", "b"), Column.physical("b", vector));
    ByteBuffer a = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 1);
    ByteBuffer b = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 2);

    RowData row =
        output.row(
            scored(
                new Tensors(
                    List.of(
                        new NamedTensor("a", List.of(1L), "FP32", a),
                        new NamedTensor("b", List.of(1L), "FP32", b)))));

    assertThat(row.getArray(0).toFloatArray()).containsExactly(2);
    schema(Kind.TENSORS, List.of("a", "b"), Column.physical("c", vector));
    assertThat(problems).singleElement().asString().contains("'c ARRAY<FLOAT>'").contains("[a, b]");
  }

  private RowOutput schema(Kind kind, List<String> names, Column... columns) {
    OutputSpec spec = new OutputSpec(kind, names, Activation.NONE, 0, List.of(), null);
    return new OutputSchema(spec, false, problems).of(ResolvedSchema.of(columns));
  }

  private static Scored scored(ModelOutput output) {
    BatchTiming timing = new BatchTiming(0, 0, 0, 0, 1, CloseReason.IDLE);
    return new Scored(output, timing, Set.of(), "cpu", "fp32");
  }
}
