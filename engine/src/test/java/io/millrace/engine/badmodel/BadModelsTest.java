package io.millrace.engine.badmodel;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.host.EngineRecorder;
import io.millrace.engine.host.HostOptions;
import io.millrace.engine.host.LoadOutcome;
import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.host.LoadOutcome.Rejected;
import io.millrace.engine.host.ModelHost;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue of bad models: none is ever activated, each is refused for its own reason. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadModelsTest {

  private static final int LEAST_CASES = 60;

  private final ModelHost host =
      ModelHost.start(
          HostOptions.defaults().withWorkers(1),
          new OnnxSessionFactory(OnnxRuntime.load()),
          EngineRecorder.NONE);

  private final Map<String, BadModel> reasons = new HashMap<>();

  static Stream<BadModel> catalogue() {
    return Stream.of(BadFiles.all(), BadSizes.all(), BadContracts.all()).flatMap(cases -> cases);
  }

  @AfterAll
  void close() {
    host.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("catalogue")
  void isRefusedWithItsOwnCodeAndReason(BadModel bad, @TempDir Path folder) throws Exception {
    ModelBundle bundle = bad.maker().make(folder);

    LoadOutcome outcome = host.load(bundle);

    assertThat(outcome).isInstanceOf(Rejected.class);
    Rejected rejected = (Rejected) outcome;
    assertThat(rejected.code()).as(rejected.reason()).isEqualTo(bad.code().name());
    assertThat(rejected.reason()).contains(bad.reason()).hasSizeLessThan(1000);
    assertThat(host.isLoaded(bundle.id())).isFalse();
    BadModel same = reasons.put(rejected.reason(), bad);
    assertThat(same).as("said of another too: %s", rejected.reason()).isNull();
  }

  @Test
  void theCatalogueIsLargeAndItsNamesDiffer() {
    List<String> names = catalogue().map(BadModel::toString).toList();
    assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(LEAST_CASES);
  }

  @Test
  void theSameModelWithoutAFaultIsReady(@TempDir Path folder) throws Exception {
    ModelBundle bundle = BadModel.bundle(folder, Net.sum().bytes(), BadModel.JSON);
    try (ModelHost fresh =
        ModelHost.start(
            HostOptions.defaults().withWorkers(1),
            new OnnxSessionFactory(OnnxRuntime.load()),
            EngineRecorder.NONE)) {
      assertThat(fresh.load(bundle)).isInstanceOf(Ready.class);
    }
  }

  @Test
  void whatTheSecretFileHoldsIsNotNeeded() throws IOException {
    assertThat(Files.exists(Path.of("src/test/resources/models/yolov8.onnx")))
        .as("what the links of the catalogue lead to")
        .isTrue();
  }
}
