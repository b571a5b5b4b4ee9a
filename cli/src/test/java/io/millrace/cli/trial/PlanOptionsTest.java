package io.millrace.cli.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.avro.ArmKey;
import io.millrace.avro.Promotion;
import io.millrace.avro.RolloutMode;
import io.millrace.avro.RolloutVersion;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class PlanOptionsTest {

  @Command
  private static final class Verb {
    @CommandLine.Mixin private final PlanOptions plan = new PlanOptions();

    @CommandLine.Parameters(index = "0")
    private long version;
  }

  private static RolloutVersion plan(String... arguments) {
    var verb = new Verb();
    var unused = new CommandLine(verb).parseArgs(arguments);
    return verb.plan.plan(verb.version).action();
  }

  @Test
  void withoutOptionsAllTrafficMovesAtOnce() {
    RolloutVersion plan = plan("7");
    assertThat(plan.getMode()).isEqualTo(RolloutMode.ALL_AT_ONCE);
    assertThat(plan.getStagingTimeoutMillis()).isNull();
  }

  @Test
  void everyOptionArrives() {
    RolloutVersion plan =
        plan(
            "7",
            "--canary",
            "10%",
            "--ramp",
            "10,25,50,100",
            "--every",
            "5m",
            "--sticky",
            "source",
            "--guard",
            "nan-rate<=1%",
            "--guard",
            "p99-ratio:1.5",
            "--promote",
            "auto",
            "--staging-timeout",
            "90s");
    assertThat(plan.getVersion()).isEqualTo(7);
    assertThat(plan.getMode()).isEqualTo(RolloutMode.CANARY);
    assertThat(plan.getRamp()).containsExactly(100, 250, 500, 1000);
    assertThat(plan.getStepMillis()).isEqualTo(300_000);
    assertThat(plan.getStickyBy()).isEqualTo(ArmKey.SOURCE);
    assertThat(plan.getPromote()).isEqualTo(Promotion.AUTO);
    assertThat(plan.getGuards()).hasSize(2);
    assertThat(plan.getStagingTimeoutMillis()).isEqualTo(90_000);
  }

  @Test
  void firstShareMayStandInEitherOption() {
    assertThat(plan("7", "--canary", "5").getRamp()).containsExactly(50);
    assertThat(plan("7", "--ramp", "5,50").getRamp()).containsExactly(50, 500);
    assertThat(plan("7", "--canary", "5%", "--ramp", "50,100").getRamp())
        .containsExactly(50, 500, 1000);
  }

  @Test
  void shadowMayGoWithoutItsShare() {
    assertThat(plan("7", "--shadow").getRamp()).containsExactly(1000);
    RolloutVersion half = plan("7", "--shadow", "50%", "--guard", "agreement>=90%");
    assertThat(half.getMode()).isEqualTo(RolloutMode.SHADOW);
    assertThat(half.getRamp()).containsExactly(500);
  }

  @Test
  void aVersionAfterShadowIsNotTakenForItsShare() {
    assertThatThrownBy(() -> plan("--shadow", "7"))
        .hasMessageContaining("'7'")
        .hasMessageContaining("before the options");
  }

  @Test
  void whatDoesNotGoTogetherIsAllNamedAtOnce() {
    assertThatThrownBy(
            () -> plan("7", "--shadow", "--canary", "50%", "--ramp", "10,100", "--promote", "auto"))
        .hasMessageContaining("not both")
        .hasMessageContaining("--ramp begins with 10%, less than the 50% of --canary");
    assertThatThrownBy(
            () -> plan("7", "--every", "5m", "--guard", "nan-rate:1%", "--promote", "auto"))
        .hasMessageContaining("--every, --guard, --promote: only for a trial");
  }

  @Test
  void whatTheRegistryWouldRefuseIsRefusedHere() {
    assertThatThrownBy(() -> plan("7", "--canary", "10%", "--guard", "agreement>=90%"))
        .hasMessageContaining("only a shadow");
    assertThatThrownBy(() -> plan("7", "--canary", "10%", "--promote", "auto"))
        .hasMessageContaining("1000 permille");
    assertThatThrownBy(() -> plan("7", "--ramp", "50,20")).hasMessageContaining("grow");
  }
}
