package io.millrace.job.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.engine.outcome.ModelOutput.LabelScore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries with the shipped model on a cluster in this process. */
class OnnxModelSqlIT {

  private static final Path MODEL = Samples.MODELS.resolve("2");
  private static final String LABELS = "OUTPUT (label STRING, score DOUBLE)";
  private static final String WITH_ERROR =
      "OUTPUT (label STRING, score DOUBLE, error STRING, batch_size INT)";

  private TableEnvironment sql;

  @BeforeEach
  void start() {
    sql = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    sql.getConfig().set("parallelism.default", "2");
    sql.createTemporarySystemFunction("samples", Samples.Images.class);
    sql.createTemporarySystemFunction("numbers", Samples.Numbers.class);
  }

  @Test
  void everyRowHasTheLabelsOfTheEngineAndRowsRunInBatches() throws Exception {
    model(
        "INPUT (image BYTES) OUTPUT (label STRING, score DOUBLE,"
            + " top ARRAY<ROW<label STRING, score FLOAT, label_index INT>>, batch_size INT)",
        "");

    List<Row> rows =
        rows(
            "SELECT name, label, score, top, batch_size FROM ML_PREDICT("
                + "TABLE images, MODEL m, DESCRIPTOR(image),"
                + " MAP['async', 'true', 'max-concurrent-operations', '64'])",
            "images",
            "samples(1000)");

    Map<String, List<LabelScore>> direct = DirectScores.of(MODEL, Samples.first(1000));
    assertThat(rows).hasSize(1000);
    for (Row row : rows) {
      List<LabelScore> expected = Objects.requireNonNull(direct.get(row.getFieldAs(0)));
      assertBest(row, expected.get(0));
      Row[] top = row.getFieldAs(3);
      assertThat(top).hasSize(expected.size());
      for (int i = 0; i < top.length; i++) {
        assertThat(top[i].<String>getFieldAs(0)).isEqualTo(expected.get(i).label());
        assertThat(top[i].<Float>getFieldAs(1)).isCloseTo(expected.get(i).score(), within(1e-5f));
        assertThat(top[i].<Integer>getFieldAs(2)).isEqualTo(expected.get(i).index());
      }
    }
    double batches = rows.stream().mapToDouble(row -> 1.0 / row.<Integer>getFieldAs(4)).sum();
    assertThat(rows.size() / batches).as("rows per batch").isGreaterThan(2);
  }

  @Test
  void numbersAreTheModelsInputHoweverTheyAreNested() throws Exception {
    Map<String, List<LabelScore>> direct = DirectScores.of(MODEL, Samples.first(50));
    Map<String, String> types =
        Map.of(
            "flat",
            "ARRAY<FLOAT>",
            "nested",
            "ARRAY<ARRAY<DOUBLE>>",
            "chw",
            "ARRAY<ARRAY<ARRAY<FLOAT>>>");
    List<String> queries = new ArrayList<>();
    types.forEach(
        (column, type) -> {
          model("of_" + column, MODEL, "INPUT (pixels " + type + ") " + LABELS, "");
          queries.add(
              "SELECT name, label, score FROM ML_PREDICT(TABLE tensors, MODEL of_%1$s, DESCRIPTOR(%1$s))"
                  .formatted(column));
        });

    List<Row> rows = rows(String.join(" UNION ALL ", queries), "tensors", "numbers(50)");

    assertThat(rows).hasSize(150);
    rows.forEach(
        row -> assertBest(row, Objects.requireNonNull(direct.get(row.getFieldAs(0))).get(0)));
  }

  @Test
  void aBadImageAndANullOneGiveNullsAndTheOthersTheirLabels() throws Exception {
    model("INPUT (image BYTES) " + WITH_ERROR, "");
    images("x'00', CAST(NULL AS BYTES)");

    List<Row> rows = collect("SELECT * FROM ML_PREDICT(TABLE images, MODEL m, DESCRIPTOR(image))");

    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).<String>getFieldAs("label")).isNotNull();
    assertThat(rows.get(0).<String>getFieldAs("error")).isNull();
    assertThat(rows.get(1).<String>getFieldAs("label")).isNull();
    assertThat(rows.get(1).<String>getFieldAs("error")).startsWith("NOT_IMAGE: ");
    assertThat(rows.get(1).<Integer>getFieldAs("batch_size")).isNull();
    assertThat(rows.get(2).<String>getFieldAs("label")).isNull();
    assertThat(rows.get(2).<String>getFieldAs("error")).isNull();
  }

  @Test
  void whatDoesNotFitIsSaidAtOnceWhenTheQueryIsPlanned() {
    sql.executeSql("CREATE TEMPORARY VIEW texts AS SELECT CAST('x' AS STRING) AS image");
    String ofTexts = "SELECT * FROM ML_PREDICT(TABLE texts, MODEL m, DESCRIPTOR(image))";
    model(
        "INPUT (image STRING) OUTPUT (label INT, vector ARRAY<FLOAT>, score DOUBLE NOT NULL)",
        ", 'device' = 'gpu', 'batching' = 'fixed'");
    assertThatThrownBy(() -> sql.explainSql(ofTexts))
        .hasStackTraceContaining("'device': 'gpu' is no provider")
        .hasStackTraceContaining("'batching': 'fixed' is neither adaptive")
        .hasStackTraceContaining("INPUT column 'image' must be BYTES or an array of numbers")
        .hasStackTraceContaining("OUTPUT column 'label INT' has no meaning")
        .hasStackTraceContaining("OUTPUT column 'vector ARRAY<FLOAT>' has no meaning")
        .hasStackTraceContaining("OUTPUT column 'score' is NOT NULL");

    images("x'00'");
    String query = "SELECT * FROM ML_PREDICT(TABLE images, MODEL m, DESCRIPTOR(image))";
    model("INPUT (image BYTES) " + LABELS, ", 'worker' = '2'");
    assertThatThrownBy(() -> sql.explainSql(query)).hasStackTraceContaining("worker");

    model(Path.of("nowhere"), "INPUT (image BYTES) " + LABELS, "");
    assertThatThrownBy(() -> sql.explainSql(query))
        .hasStackTraceContaining("has no model.onnx and model.json in its 'path' nowhere");
  }

  @Test
  void oneRowAfterTheOtherWhereTheQueryAsksForThat() throws Exception {
    model("INPUT (image BYTES) " + LABELS, "");

    List<Row> rows =
        rows(
            "SELECT name, label, score FROM ML_PREDICT("
                + "TABLE images, MODEL m, DESCRIPTOR(image), MAP['async', 'false'])",
            "images",
            "samples(20)");

    Map<String, List<LabelScore>> direct = DirectScores.of(MODEL, Samples.first(20));
    assertThat(rows).hasSize(20);
    rows.forEach(
        row -> assertBest(row, Objects.requireNonNull(direct.get(row.getFieldAs(0))).get(0)));
  }

  @Test
  void outputsThatAreNoLabelsComeAsArrays(@TempDir Path folder) throws Exception {
    String json =
        """
        {"model": "logits", "version": 1,
         "input": {"name": "image", "width": 28, "height": 28, "color": "grey",
                   "scale": 0.00392156862745098, "mean": [0.286], "std": [0.353]},
         "output": {"kind": "tensors", "name": "logits"}, "batch": {"max": 8}}
        """;
    Files.copy(MODEL.resolve("model.onnx"), folder.resolve("model.onnx"));
    Files.writeString(folder.resolve("model.json"), json);
    model(folder, "INPUT (image BYTES) OUTPUT (logits ARRAY<FLOAT>)", "");

    List<Row> rows =
        rows(
            "SELECT name, logits FROM ML_PREDICT(TABLE images, MODEL m, DESCRIPTOR(image))",
            "images",
            "samples(10)");

    Map<String, List<LabelScore>> direct = DirectScores.of(MODEL, Samples.first(10));
    assertThat(rows).hasSize(10);
    for (Row row : rows) {
      Float[] logits = row.getFieldAs(1);
      assertThat(logits).hasSize(10);
      int best = Objects.requireNonNull(direct.get(row.getFieldAs(0))).get(0).index();
      assertThat(logits).allMatch(value -> value <= logits[best]);
    }
  }

  private static void assertBest(Row row, LabelScore expected) {
    assertThat(row.<String>getFieldAs(1)).isEqualTo(expected.label());
    assertThat(row.<Double>getFieldAs(2)).isCloseTo(expected.score(), within(1e-5));
  }

  private void model(String columns, String moreOptions) {
    model(MODEL, columns, moreOptions);
  }

  private void model(Path path, String columns, String moreOptions) {
    model("m", path, columns, moreOptions);
  }

  private void model(String name, Path path, String columns, String moreOptions) {
    sql.executeSql("DROP MODEL IF EXISTS " + name);
    sql.executeSql(
        "CREATE MODEL %s %s WITH ('provider' = 'millrace-onnx', 'path' = '%s', 'workers' = '2'%s)"
            .formatted(name, columns, path, moreOptions));
  }

  /** A good image and others. */
  private void images(String others) {
    String good = HexFormat.of().formatHex(Samples.bytes(Samples.first(1).get(0)));
    String rows = String.join("), (", ("x'" + good + "', " + others).split(", "));
    sql.executeSql(
        "CREATE TEMPORARY VIEW images AS SELECT image FROM (VALUES (" + rows + ")) AS t (image)");
  }

  private List<Row> rows(String query, String view, String function) throws Exception {
    sql.executeSql("DROP TEMPORARY VIEW IF EXISTS " + view);
    sql.executeSql(
        "CREATE TEMPORARY VIEW %s AS SELECT s.* FROM (VALUES (1)) AS o (n), LATERAL TABLE(%s) AS s"
            .formatted(view, function));
    return collect(query);
  }

  private List<Row> collect(String query) throws Exception {
    List<Row> rows = new ArrayList<>();
    CloseableIterator<Row> results = sql.executeSql(query).collect();
    try {
      results.forEachRemaining(rows::add);
    } finally {
      results.close();
    }
    return rows;
  }
}
