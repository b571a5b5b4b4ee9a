package io.millrace.registry.decision;

import static io.millrace.registry.decision.Scene.failed;
import static io.millrace.registry.decision.Scene.host;
import static io.millrace.registry.decision.Scene.loading;
import static io.millrace.registry.decision.Scene.publish;
import static io.millrace.registry.decision.Scene.ready;
import static io.millrace.registry.decision.Scene.retire;
import static io.millrace.registry.decision.Scene.rollback;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.millrace.avro.Arm;
import io.millrace.avro.EventKind;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.PromoteVersion;
import io.millrace.avro.VersionState;
import io.millrace.registry.client.RolloutPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Version 2, wherever it stands, meets everything that can happen to it. */
class StateTableTest {

  private static final Guard NAN = Trials.guard(GuardMetric.NAN_RATE, 0.01, 1);

  /**
   * What is said and where version 2 stands then. A single code: the command is refused with it; a
   * dash: nothing happens.
   */
  private static final String TABLE =
      """
      TODO
      """;

  @TestFactory
  Stream<DynamicTest> everyStateMeetsEveryInput() {
    List<List<String>> rows = TABLE.lines().map(StateTableTest::cells).toList();
    List<String> states = rows.get(0);
    return rows.stream()
        .skip(1)
        .flatMap(
            row ->
                Stream.iterate(1, i -> i < states.size(), i -> i + 1)
                    .map(i -> test(states.get(i), row.get(0), row.get(i))));
  }

  private static DynamicTest test(String state, String input, String expected) {
    return dynamicTest(
        input + " meets " + state, () -> assertThat(outcome(state, input)).isEqualTo(expected));
  }

  @org.junit.jupiter.api.Test
  void print() {
    String[] states = {"unknown","published","staging","canary","shadow","stable","previous","rejected","rolledBack","retired"};
    String[] inputs = {"publish","publishOther","allAtOnce","tryCanary","tryShadow","promote","rollback","rollbackTo1","retire","noHost","ready","loading","failed","hostFailed","late","step","nan","nanInService"};
    StringBuilder b = new StringBuilder();
    b.append("input");
    for (String s : states) b.append(" | ").append(s);
    b.append("\n");
    for (String i : inputs) {
      b.append(i);
      for (String s : states) b.append(" | ").append(outcome(s, i));
      b.append("\n");
    }
    System.out.println(b);
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split("\\|")).map(String::strip).toList();
  }

  private static String outcome(String state, String input) {
    Scene scene = in(state);
    List<ModelEvent> events = happen(scene, input);
    if (events.isEmpty()) {
      return "-";
    }
    ModelEvent first = events.get(0);
    if (first.getKind() == EventKind.REFUSED) {
      return first.getEvidence().get(Events.CODE);
    }
    String kinds = events.stream().map(e -> e.getKind().name()).collect(Collectors.joining("+"));
    String status =
        scene.known().getVersions().stream()
            .filter(version -> version.getVersion() == 2)
            .map(VersionState::getStatus)
            .map(Enum::name)
            .findFirst()
            .orElse("?");
    return kinds + " " + status;
  }

  private static Scene in(String state) {
    Scene scene = new Scene();
    scene.serve(1);
    if (!state.equals("unknown")) {
      scene.ask(publish(2));
    }
    switch (state) {
      case "unknown", "published" -> {}
      case "staging" -> scene.ask(Trials.canary(2, NAN).action());
      case "canary" -> scene.tryOut(Trials.canary(2, NAN));
      case "shadow" -> scene.tryOut(Trials.shadow(2, NAN));
      case "stable" -> scene.serve(2);
      case "previous" -> {
        scene.serve(2);
        scene.serve(3);
      }
      case "rejected" -> {
        scene.ask(Scene.allAtOnce(2));
        scene.report(host("a", failed(2, "CANARY", "wrong label")));
      }
      case "rolledBack" -> {
        scene.tryOut(Trials.canary(2, NAN));
        scene.ask(rollback(null));
      }
      case "retired" -> scene.ask(retire(2));
      default -> throw new IllegalArgumentException(state);
    }
    return scene;
  }

  private static List<ModelEvent> happen(Scene scene, String input) {
    return switch (input) {
      case "publish" -> List.of(scene.ask(publish(2)));
      case "publishOther" ->
          List.of(
              scene.ask(
                  publish(
                      2,
                      Scene.manifest(Scene.MODEL, 2),
                      Scene.file("model.onnx", Scene.digest(99)))));
      case "allAtOnce" -> List.of(scene.ask(Scene.allAtOnce(2)));
      case "tryCanary" -> List.of(scene.ask(Trials.canary(2).action()));
      case "tryShadow" -> List.of(scene.ask(RolloutPlan.shadow(2, 500).action()));
      case "promote" -> List.of(scene.ask(new PromoteVersion(2L)));
      case "rollback" -> List.of(scene.ask(rollback(null)));
      case "rollbackTo1" -> List.of(scene.ask(rollback(1L)));
      case "retire" -> List.of(scene.ask(retire(2)));
      case "noHost" -> scene.report();
      case "ready" -> scene.report(host("a", ready(2)));
      case "loading" -> scene.report(host("a", loading(2)));
      case "failed" -> scene.report(host("a", failed(2, "WARMUP", "no memory")));
      case "hostFailed" -> scene.report(host("a", failed(2, "HOST", "disk full")));
      case "late" -> {
        List<ModelEvent> events = new ArrayList<>(scene.pass(Duration.ofMinutes(4)));
        events.addAll(scene.report(host("a", loading(2))));
        events.addAll(scene.pass(Duration.ofMinutes(7)));
        events.addAll(scene.report(host("a", loading(2))));
        yield events;
      }
      case "step" -> {
        scene.window(Arm.CANARY, Trials.nan(2, 1_000, 0), WindowStats.Against.NOTHING);
        yield scene.pass(Trials.STEP);
      }
      case "nan" -> {
        List<ModelEvent> events = new ArrayList<>();
        events.addAll(
            scene.window(Arm.CANARY, Trials.nan(2, 1_000, 50), WindowStats.Against.NOTHING));
        events.addAll(
            scene.window(Arm.SHADOW, Trials.nan(2, 1_000, 50), WindowStats.Against.NOTHING));
        yield events;
      }
      case "nanInService" -> {
        scene.window(Arm.STABLE, Trials.nan(2, 1_000, 50), WindowStats.Against.NOTHING);
        yield scene.window(Arm.STABLE, Trials.nan(2, 1_000, 50), WindowStats.Against.NOTHING);
      }
      default -> throw new IllegalArgumentException(input);
    };
  }
}
