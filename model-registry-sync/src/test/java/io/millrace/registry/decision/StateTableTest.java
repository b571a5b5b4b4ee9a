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
import java.util.stream.IntStream;
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
  private static final String UNTIL_TRIAL =
      """
      input        | unknown             | published           | staging               | canary                  | shadow
      publish      | PUBLISHED PUBLISHED | PUBLISHED PUBLISHED | PUBLISHED STAGING     | PUBLISHED CANARY        | PUBLISHED SHADOW
      publishOther | PUBLISHED PUBLISHED | EQUIVOCATION        | EQUIVOCATION          | EQUIVOCATION            | EQUIVOCATION
      allAtOnce    | UNKNOWN_VERSION     | STAGING STAGING     | ALREADY               | ALREADY                 | ALREADY
      tryCanary    | UNKNOWN_VERSION     | STAGING STAGING     | ALREADY               | ALREADY                 | ALREADY
      tryShadow    | UNKNOWN_VERSION     | STAGING STAGING     | ALREADY               | ALREADY                 | ALREADY
      promote      | UNKNOWN_VERSION     | NOT_ON_TRIAL        | NOT_ON_TRIAL          | STABLE STABLE           | STABLE STABLE
      rollback     | NO_PREVIOUS         | NO_PREVIOUS         | ROLLED_BACK PUBLISHED | ROLLED_BACK ROLLED_BACK | ROLLED_BACK ROLLED_BACK
      rollbackTo1  | NO_PREVIOUS         | NO_PREVIOUS         | ROLLED_BACK PUBLISHED | ROLLED_BACK ROLLED_BACK | ROLLED_BACK ROLLED_BACK
      retire       | UNKNOWN_VERSION     | RETIRED RETIRED     | IN_USE                | IN_USE                  | IN_USE
      noHost       | -                   | -                   | CANARY CANARY         | -                       | -
      ready        | -                   | -                   | CANARY CANARY         | -                       | -
      loading      | -                   | -                   | -                     | -                       | -
      failed       | -                   | -                   | REJECTED REJECTED     | REJECTED REJECTED       | REJECTED REJECTED
      hostFailed   | -                   | -                   | ROLLED_BACK PUBLISHED | ROLLED_BACK ROLLED_BACK | ROLLED_BACK ROLLED_BACK
      late         | -                   | -                   | ROLLED_BACK PUBLISHED | CANARY CANARY           | -
      step         | -                   | -                   | -                     | CANARY CANARY           | -
      nan          | -                   | -                   | -                     | ROLLED_BACK ROLLED_BACK | ROLLED_BACK ROLLED_BACK
      nanInService | -                   | -                   | -                     | -                       | -
      """;

  private static final String AFTERWARDS =
      """
      input        | stable                  | previous           | rejected        | rolledBack            | retired
      publish      | PUBLISHED STABLE        | PUBLISHED READY    | REJECTED        | PUBLISHED ROLLED_BACK | RETIRED
      publishOther | EQUIVOCATION            | EQUIVOCATION       | REJECTED        | EQUIVOCATION          | RETIRED
      allAtOnce    | ALREADY                 | STAGING STAGING    | REJECTED        | STAGING STAGING       | RETIRED
      tryCanary    | ALREADY                 | STAGING STAGING    | REJECTED        | STAGING STAGING       | RETIRED
      tryShadow    | ALREADY                 | STAGING STAGING    | REJECTED        | STAGING STAGING       | RETIRED
      promote      | ALREADY                 | NOT_ON_TRIAL       | REJECTED        | NOT_ON_TRIAL          | RETIRED
      rollback     | ROLLED_BACK ROLLED_BACK | ROLLED_BACK STABLE | NO_PREVIOUS     | NO_PREVIOUS           | NO_PREVIOUS
      rollbackTo1  | ROLLED_BACK ROLLED_BACK | OTHER_PREVIOUS     | NO_PREVIOUS     | NO_PREVIOUS           | NO_PREVIOUS
      retire       | IN_USE                  | RETIRED RETIRED    | RETIRED RETIRED | RETIRED RETIRED       | ALREADY
      noHost       | -                       | -                  | -               | -                     | -
      ready        | -                       | -                  | -               | -                     | -
      loading      | -                       | -                  | -               | -                     | -
      failed       | -                       | -                  | -               | -                     | -
      hostFailed   | -                       | -                  | -               | -                     | -
      late         | -                       | -                  | -               | -                     | -
      step         | -                       | -                  | -               | -                     | -
      nan          | -                       | -                  | -               | -                     | -
      nanInService | ROLLED_BACK ROLLED_BACK | -                  | -               | -                     | -
      """;

  @TestFactory
  Stream<DynamicTest> everyStateMeetsEveryInput() {
    return Stream.of(UNTIL_TRIAL, AFTERWARDS).flatMap(StateTableTest::tests);
  }

  private static Stream<DynamicTest> tests(String table) {
    List<List<String>> rows = table.lines().map(StateTableTest::cells).toList();
    List<String> states = rows.get(0);
    return rows.stream()
        .skip(1)
        .flatMap(
            row ->
                IntStream.range(1, states.size())
                    .mapToObj(i -> test(states.get(i), row.get(0), row.get(i))));
  }

  private static DynamicTest test(String state, String input, String expected) {
    return dynamicTest(
        input + " meets " + state, () -> assertThat(outcome(state, input)).isEqualTo(expected));
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
