package io.millrace.job.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.batch.Batching;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.model.ModelBundle;
import io.millrace.job.serving.DeviceConfig;
import io.millrace.job.sql.OnnxModelOptions.Otherwise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PredictorTest {

  /** Only a full batch closes within the time of a test. */
  private static final Batching TWO = new Batching.Fixed(2, Duration.ofMinutes(10));

  private final List<Predictor> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    opened.forEach(Predictor::close);
    SqlEngine.POOL.closeIdle();
  }

  @Test
  void tasksOfATaskManagerShareTheirBatches() throws Exception {
    Predictor one = open(predictor(TWO, new ImageInput(), Otherwise.NULL));
    Predictor other = open(predictor(TWO, new ImageInput(), Otherwise.NULL));

    CompletableFuture<RowData> first = one.predict(image(0));
    CompletableFuture<RowData> second = other.predict(image(1));

    assertThat(first.get(20, TimeUnit.SECONDS).getInt(0)).isEqualTo(2);
    assertThat(second.get(20, TimeUnit.SECONDS).getInt(0)).isEqualTo(2);
  }

  @Test
  void theModelStaysUntilItsLastUserGoes() throws Exception {
    Predictor one = open(predictor(TWO, new ImageInput(), Otherwise.NULL));
    Predictor other = open(predictor(TWO, new ImageInput(), Otherwise.NULL));
    one.close();

    CompletableFuture<RowData> asked = other.predict(image(0));
    other.flush();

    assertThat(asked.get(20, TimeUnit.SECONDS).getInt(0)).isEqualTo(1);
  }

  @Test
  void anEngineWithoutUsersIsClosed() throws Exception {
    SqlEngineConfig config = config(TWO);
    SqlEngine before = SqlEngine.POOL.acquire(config);
    SqlEngine.POOL.release(config);
    SqlEngine.POOL.closeIdle();

    assertThat(SqlEngine.POOL.acquire(config)).isNotSameAs(before);
    SqlEngine.POOL.release(config);
  }

  @Test
  void aBadImageIsARowOrTheEndOfTheQuery() throws Exception {
    RowData bad = GenericRowData.of(new byte[] {0});
    Predictor lenient = open(predictor(TWO, new ImageInput(), Otherwise.NULL));
    Predictor strict = open(predictor(TWO, new ImageInput(), Otherwise.FAIL));

    RowData row = lenient.predict(bad).get(20, TimeUnit.SECONDS);
    assertThat(row.isNullAt(0)).isTrue();
    assertThat(row.getString(1).toString()).startsWith("NOT_IMAGE: ");
    assertThatThrownBy(() -> strict.predict(bad).get(20, TimeUnit.SECONDS))
        .hasMessageContaining("'on-error' is 'fail'. NOT_IMAGE: ");
  }

  @Test
  void aNullImageIsARowOfNullsOrTheEndOfTheQuery() throws Exception {
    RowData nothing = GenericRowData.of((Object) null);
    Predictor lenient = open(predictor(TWO, new ImageInput(), Otherwise.NULL));
    Predictor strict = open(predictor(TWO, new ImageInput(), Otherwise.FAIL));

    RowData row = lenient.predict(nothing).get(20, TimeUnit.SECONDS);
    assertThat(row.isNullAt(0)).isTrue();
    assertThat(row.isNullAt(1)).isTrue();
    assertThatThrownBy(() -> strict.predict(nothing).get(20, TimeUnit.SECONDS))
        .hasMessageContaining("'on-null' is 'fail'");
  }

  @Test
  void numbersThatAreNotTheInputAreARowWithTheReason() throws Exception {
    RowInput input = new TensorInput(List.of(784), TensorInput.Element.FLOAT, PixelType.FLOAT32);
    Predictor predictor = open(predictor(TWO, input, Otherwise.NULL));
    float[] withNan = new float[784];
    withNan[3] = Float.NaN;

    assertThat(error(predictor, new GenericArrayData(new float[3])))
        .isEqualTo("WRONG_SHAPE: an array holds 3 elements, the model's input 784");
    assertThat(error(predictor, new GenericArrayData(new Float[784])))
        .isEqualTo("WRONG_SHAPE: element 0 of an array is NULL");
    assertThat(error(predictor, new GenericArrayData(withNan)))
        .startsWith("WRONG_SHAPE: NaN is no finite number");
  }

  @Test
  void anotherFileThanTheQueryWasPlannedWithIsAnError() {
    Predictor predictor =
        new Predictor(
            config(TWO),
            new ModelFiles(Samples.MODELS.resolve("2").toString(), "0".repeat(64)),
            new ImageInput(),
            new RowOutput(List.of()),
            Otherwise.NULL,
            Otherwise.NULL);

    assertThatThrownBy(() -> open(predictor))
        .hasMessageContaining("is not the one that the query was planned with");
  }

  private static String error(Predictor predictor, GenericArrayData array) throws Exception {
    RowData row = predictor.predict(GenericRowData.of(array)).get(20, TimeUnit.SECONDS);
    return row.getString(1).toString();
  }

  private static RowData image(int index) {
    return GenericRowData.of(Samples.bytes(Samples.first(2).get(index)));
  }

  private static SqlEngineConfig config(Batching batching) {
    return new SqlEngineConfig(1, Duration.ofMillis(50), DeviceConfig.CPU, batching);
  }

  private static Predictor predictor(Batching batching, RowInput input, Otherwise otherwise)
      throws Exception {
    ModelBundle bundle = ModelBundle.read(Samples.MODELS.resolve("2"));
    OutputColumn batchSize = scored -> scored.timing().batchSize();
    return new Predictor(
        config(batching),
        new ModelFiles(bundle.directory().toString(), bundle.digest()),
        input,
        new RowOutput(List.of(batchSize, new ErrorColumn())),
        otherwise,
        otherwise);
  }

  /** As a task gets it: a copy of what was planned. */
  private Predictor open(Predictor planned) throws Exception {
    Predictor shipped = InstantiationUtil.clone(planned);
    opened.add(shipped);
    shipped.open(new FunctionContext(null, null, null));
    return shipped;
  }
}
