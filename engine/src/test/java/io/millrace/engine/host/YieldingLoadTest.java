package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.ModelFile;
import io.millrace.engine.session.SessionException;
import io.millrace.engine.session.SessionFactory;
import io.millrace.engine.thread.LinuxThread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Who gives way while a version is loaded, as the kernel sees it. */
@EnabledOnOs(OS.LINUX)
class YieldingLoadTest {

  private static final Path MODELS = Path.of("../models/fashion-mnist");

  /** Notes who gives way while a session is opened. */
  private record Watched(SessionFactory sessions, List<String> yielding) implements SessionFactory {

    @Override
    public InferenceSession open(ModelFile model) throws SessionException {
      InferenceSession session = sessions.open(model);
      yielding.addAll(yieldingThreads());
      return session;
    }
  }

  @Test
  void aVersionIsLoadedByAThreadThatGivesWayAndNoneIsLeft() throws Exception {
    // Of hosts that were closed before.
    Awaitility.await().untilAsserted(() -> assertThat(yieldingThreads()).isEmpty());
    List<String> whileLoading = new ArrayList<>();
    SessionFactory sessions = new Watched(new OnnxSessionFactory(OnnxRuntime.load()), whileLoading);
    ModelBundle bundle = ModelBundle.read(MODELS.resolve("1"));
    HostOptions options = HostOptions.defaults().withWorkers(2);
    try (ModelHost host = ModelHost.start(options, sessions, EngineRecorder.NONE);
        Caller caller = host.newCaller(() -> {})) {
      assertThat(host.loadAside(bundle)).isInstanceOf(Ready.class);
      // Also the threads that the runtime may have started for the session: they would serve.
      assertThat(whileLoading).containsExactly("millrace-model-");
      Awaitility.await().untilAsserted(() -> assertThat(yieldingThreads()).isEmpty());

      score(caller, bundle);
      assertThat(yieldingThreads()).isEmpty();
    }
  }

  @Test
  void aVersionThatImagesWaitForGivesNoWay() throws Exception {
    List<String> whileLoading = new ArrayList<>();
    SessionFactory sessions = new Watched(new OnnxSessionFactory(OnnxRuntime.load()), whileLoading);
    Awaitility.await().untilAsserted(() -> assertThat(yieldingThreads()).isEmpty());
    try (ModelHost host = ModelHost.start(HostOptions.defaults(), sessions, EngineRecorder.NONE)) {
      assertThat(host.load(ModelBundle.read(MODELS.resolve("1")))).isInstanceOf(Ready.class);
    }
    assertThat(whileLoading).isEmpty();
  }

  private static void score(Caller caller, ModelBundle bundle) throws IOException {
    byte[] image = Files.readAllBytes(MODELS.resolve("1").resolve(golden(bundle)));
    Ticket ticket =
        Objects.requireNonNull(caller.submit(ByteBuffer.wrap(image), null, bundle.id()));
    Awaitility.await().until(ticket::done);
  }

  private static String golden(ModelBundle bundle) {
    return bundle.spec().golden().examples().get(0).image();
  }

  private static List<String> yieldingThreads() {
    List<String> names = new ArrayList<>();
    try {
      for (LinuxThread thread : LinuxThread.all()) {
        if (isIdle(thread)) {
          names.add(thread.name());
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return names;
  }

  private static boolean isIdle(LinuxThread thread) throws IOException {
    try {
      return thread.isIdle();
    } catch (NoSuchFileException e) {
      return false; // it ended while the others were looked at
    }
  }
}
