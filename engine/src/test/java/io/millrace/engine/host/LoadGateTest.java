package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.host.LoadOutcome.Rejected;
import io.millrace.engine.image.TestImages;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.ModelSpec;
import io.millrace.engine.onnx.OnnxModels;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.ScriptedSession;
import io.millrace.engine.session.SessionFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a version goes through before it serves: rows M1 and M9 to M13 of FAULTS §2b. */
class LoadGateTest {

  private static final String GOLDEN =
      """
      , "golden": {"tolerance": 0.001, "examples": [
        {"image": "seven.png", "label": "%s", "score": %s}]}
      """;

  private final Path folder;
  private @Nullable ModelHost host;

  private final ScriptedSession session = scripted();

  LoadGateTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    if (host != null) {
      host.close();
    }
  }

  @Test
  void aVersionThatKeepsItsWordIsReadyAndEveryBatchSizeHasRun() {
    LoadOutcome outcome = load(TestBundles.bundle(folder, 1, 8, GOLDEN.formatted("0", "7")));

    assertThat(outcome).isInstanceOf(Ready.class);
    assertThat(((Ready) outcome).provider()).isEqualTo("scripted");
    assertThat(session.sizes()).contains(1, 2, 4, 8);
    assertThat(session.isClosed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 7", "0, 7.01", "0, 6.99"})
  void aGoldenExampleThatIsScoredOtherwiseRejects(String label, String score) {
    assertRejected(
        load(TestBundles.bundle(folder, 1, 8, GOLDEN.formatted(label, score))), RejectCode.CANARY);
    assertThat(session.isClosed()).isTrue();
  }

  @Test
  void aGoldenExampleThatIsMissingRejects() {
    String golden = GOLDEN.formatted("0", "7").replace("seven", "eight");

    assertRejected(load(TestBundles.bundle(folder, 1, 8, golden)), RejectCode.CANARY);
  }

  @Test
  void aBatchSizeThatFailsToRunRejects() {
    session.failRunsOf(4);

    Rejected rejected = assertRejected(load(TestBundles.bundle(folder, 1, 8)), RejectCode.WARMUP);
    assertThat(rejected.reason()).contains("4 images");
  }

  @Test
  void whatModelJsonSaysOtherwiseIsSaidAllAtOnce() throws Exception {
    Rejected rejected =
        assertRejected(
            load(
                real(
                    OnnxModels.sum(),
                    """
                    {"model": "m", "version": 1,
                     "input": {"name": "picture", "width": 5, "height": 4, "color": "grey",
                       "type": "uint8"},
                     "output": {"kind": "classification", "name": "logits"}}
                    """),
                realSessions()),
            RejectCode.SIGNATURE_MISMATCH);

    assertThat(rejected.reason())
        .contains("'image', not 'picture'")
        .contains("FP32, not UINT8")
        .contains("[-1, 1, 4, 4], not [-1, 1, 4, 5]")
        .contains("no output is called 'logits'");
  }

  @ParameterizedTest
  @CsvSource({"'\"a\",\"b\",\"c\"'", "'\"a\",\"a\"'", "'\"a\"'"})
  void labelsThatDoNotFitReject(String labels) throws Exception {
    assertRejected(load(real(OnnxModels.sum(), spec(labels)), realSessions()), RejectCode.LABELS);
  }

  @Test
  void aRealModelWithItsLabelsIsReady() throws Exception {
    assertThat(load(real(OnnxModels.sum(), spec("\"a\",\"b\"")), realSessions()))
        .isInstanceOf(Ready.class);
  }

  @Test
  void aFixedBatchAxisPinsTheBatchSize() throws Exception {
    ModelBundle bundle = real(OnnxModels.sum().batch(4), spec("\"a\",\"b\""));

    assertThat(load(bundle, realSessions())).isInstanceOf(Ready.class);
    Lane lane = Objects.requireNonNull(host().lane(bundle.id()));
    assertThat(lane.cap()).isEqualTo(4);
  }

  @Test
  void anOutputThatIsNotFiniteRejects() throws Exception {
    ModelBundle bundle = real(OnnxModels.sum().weight(Float.NaN), spec("\"a\",\"b\""));

    assertRejected(load(bundle, realSessions()), RejectCode.CANARY);
  }

  @Test
  void aFileThatIsNoModelRejects() throws Exception {
    ModelBundle bundle = real(OnnxModels.sum(), spec("\"a\",\"b\""));
    for (byte[] bytes : new byte[][] {{}, {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0}}) {
      Files.write(bundle.modelFile(), bytes);
      ModelBundle broken = ModelBundle.of(bundle.spec(), folder);
      assertRejected(load(broken, realSessions()), RejectCode.MODEL_CORRUPT);
    }
    Files.delete(bundle.modelFile());
    assertRejected(load(bundle, realSessions()), RejectCode.MODEL_CORRUPT);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"format\": \"yolov8\", \"name\": \"scores\"', two axes besides the batch",
    "'\"format\": \"yolov5\", \"name\": \"boxes\"', no output is called 'boxes'",
    "'\"format\": \"ssd\", \"boxes\": \"scores\", \"scores\": \"scores\"', two axes"
  })
  void outputsThatHoldNoBoxesReject(String outputs, String reason) throws Exception {
    String json =
        """
        {"model": "m", "version": 1,
         "input": {"name": "image", "width": 4, "height": 4, "color": "grey"},
         "output": {"kind": "detection", %s}}
        """
            .formatted(outputs);

    Rejected rejected =
        assertRejected(
            load(real(OnnxModels.sum(), json), realSessions()), RejectCode.SIGNATURE_MISMATCH);
    assertThat(rejected.reason()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "yolov8, '\"name\": \"output0\", \"labels\": [\"a\", \"b\"]', 2 labels for 3 classes",
    "ssd, '\"boxes\": \"boxes\", \"scores\": \"scores\", \"background\": 3', class 3 of 3"
  })
  void classesOfADetectorThatDoNotFitReject(String format, String output, String reason)
      throws Exception {
    String json =
        """
        {"model": "m", "version": 1, "input": {"name": "image", "width": 64, "height": 64},
         "output": {"kind": "detection", "format": "%s", %s}}
        """
            .formatted(format, output);
    Path model = Path.of("src/test/resources/models/" + format + ".onnx");

    Rejected rejected =
        assertRejected(
            load(real(Files.readAllBytes(model), json), realSessions()), RejectCode.LABELS);
    assertThat(rejected.reason()).contains(reason);
  }

  @Test
  void aDetectorIsCheckedByItsBestBox() throws Exception {
    String json =
        """
        {"model": "m", "version": 1, "input": {"name": "image", "width": 64, "height": 64},
         "output": {"kind": "detection", "format": "yolov8", "name": "output0"},
         "golden": {"tolerance": 1, "examples": [
           {"image": "seven.png", "label": "%s", "score": 1}]}}
        """;
    byte[] detector = Files.readAllBytes(Path.of("src/test/resources/models/yolov8.onnx"));
    Files.write(folder.resolve("seven.png"), TestImages.greyPng(64, 230));

    assertThat(load(real(detector, json.formatted("1")), realSessions())).isInstanceOf(Ready.class);
    assertRejected(load(real(detector, json.formatted("2")), realSessions()), RejectCode.CANARY);
  }

  @Test
  void theSameNumberFromAnotherFileRejects() {
    ModelBundle bundle = TestBundles.bundle(folder, 1, 8);
    assertThat(load(bundle)).isInstanceOf(Ready.class);

    assertThat(host().load(bundle)).as("the same file again").isInstanceOf(Ready.class);
    ModelBundle other = new ModelBundle(bundle.id(), "other", bundle.spec(), bundle.directory());
    assertRejected(host().load(other), RejectCode.EQUIVOCATION);
    assertThat(host().isLoaded(bundle.id())).isTrue();
  }

  @Test
  void aModelOverTheSizeCapIsNotOpened() {
    Rejected rejected =
        assertRejected(
            load(TestBundles.bundle(folder, 1, 8), Admission.defaults().withMaxModelBytes(10)),
            RejectCode.LIMIT);
    assertThat(rejected.reason()).contains("this host takes 10");
    assertThat(session.sizes()).isEmpty();
  }

  @Test
  void aVersionIsAdmittedOnlyWhileThereIsMemoryForItBesideTheOthers() {
    long one = ((Ready) load(TestBundles.bundle(folder, 1, 8))).memoryBytes();
    assertThat(one).isPositive();

    Admission room = Admission.defaults().withMaxMemoryBytes(one + one / 2);
    SessionFactory sessions = model -> scripted();
    assertThat(load(TestBundles.bundle(folder, 1, 8), sessions, room)).isInstanceOf(Ready.class);
    Rejected second =
        assertRejected(host().load(TestBundles.bundle(folder, 2, 8)), RejectCode.LIMIT);
    assertThat(second.reason()).contains(one + " of " + (one + one / 2) + " are taken");

    host().unload(TestBundles.bundle(folder, 1, 8).id());
    assertThat(host().load(TestBundles.bundle(folder, 2, 8))).isInstanceOf(Ready.class);
  }

  @Test
  void aLoadThatTakesTooLongIsRefusedAndItsSessionIsFreedInTheEnd() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Admission soon = Admission.defaults().withDeadline(Duration.ofMillis(50));
    ModelBundle slow = TestBundles.bundle(folder, 1, 8);
    LoadOutcome outcome = load(slow, model -> opened(go), soon);

    Rejected rejected = assertRejected(outcome, RejectCode.LIMIT);
    assertThat(rejected.reason()).contains("PT0.05S");
    assertThat(host().isLoaded(slow.id())).isFalse();
    assertThat(session.isClosed()).isFalse();

    go.countDown();
    Awaitility.await().untilAsserted(() -> assertThat(session.isClosed()).isTrue());
    assertThat(host().isLoaded(slow.id())).isFalse();
  }

  @Test
  void afterTwoLoadsThatNeverEndNothingIsLoadedAnyMore() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Admission soon = Admission.defaults().withDeadline(Duration.ofMillis(20));
    load(TestBundles.bundle(folder, 1, 8), model -> opened(go), soon);
    host().load(TestBundles.bundle(folder, 2, 8));

    Rejected third = assertRejected(host().load(TestBundles.bundle(folder, 3, 8)), RejectCode.HOST);
    assertThat(third.reason()).contains("restart this process");
    go.countDown();
  }

  private static ScriptedSession scripted() {
    return new ScriptedSession(
        TestBundles.SIDE, TestBundles.CLASSES, (pixels, scores) -> scores[0] = pixels[0]);
  }

  /** The runtime at work on a model, deaf to everything. */
  private InferenceSession opened(CountDownLatch go) {
    boolean interrupted = false;
    while (go.getCount() > 0) {
      try {
        go.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return session;
  }

  @Test
  void aClosedHostLoadsNothing() {
    load(TestBundles.bundle(folder, 1, 8));
    host().close();

    assertRejected(host().load(TestBundles.bundle(folder, 2, 8)), RejectCode.HOST);
  }

  private LoadOutcome load(ModelBundle bundle) {
    return load(bundle, model -> session);
  }

  private LoadOutcome load(ModelBundle bundle, Admission admission) {
    return load(bundle, model -> session, admission);
  }

  private LoadOutcome load(ModelBundle bundle, SessionFactory sessions) {
    return load(bundle, sessions, Admission.defaults());
  }

  private LoadOutcome load(ModelBundle bundle, SessionFactory sessions, Admission admission) {
    close();
    HostOptions options = HostOptions.defaults().withWorkers(1).withAdmission(admission);
    host = ModelHost.start(options, sessions, EngineRecorder.NONE);
    return host.load(bundle);
  }

  private ModelHost host() {
    return Objects.requireNonNull(host);
  }

  private static SessionFactory realSessions() {
    return new OnnxSessionFactory(OnnxRuntime.load());
  }

  private ModelBundle real(OnnxModels model, String json) throws Exception {
    return real(model.toBytes(), json);
  }

  private ModelBundle real(byte[] model, String json) throws Exception {
    Files.write(folder.resolve("model.onnx"), model);
    ModelSpec spec = ModelSpec.parse(json.getBytes(StandardCharsets.UTF_8));
    return ModelBundle.of(spec, folder);
  }

  private static String spec(String labels) {
    return """
        {"model": "m", "version": 1,
         "input": {"name": "image", "width": 4, "height": 4, "color": "grey"},
         "output": {"kind": "classification", "name": "scores", "labels": [%s]},
         "batch": {"max": 8}}
        """
        .formatted(labels);
  }

  private static Rejected assertRejected(LoadOutcome outcome, RejectCode code) {
    assertThat(outcome).isInstanceOf(Rejected.class);
    Rejected rejected = (Rejected) outcome;
    assertThat(rejected.code()).as(rejected.reason()).isEqualTo(code.name());
    return rejected;
  }
}
