package io.millrace.cli.models;

import io.millrace.cli.models.ErrandOptions.Errand;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.trial.PlanOptions;
import io.millrace.registry.client.RolloutPlan;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Puts a version in service, at once or by way of a trial. */
@Command(
    name = "rollout",
    description = {
      "Has every host load a version, then moves traffic to it: all at once, or a share of the"
          + " images by way of a canary, or none while it scores along as a shadow.",
      "Waits and shows each host until the version serves, is on trial (--promote manual), or was"
          + " rejected or rolled back."
    },
    sortOptions = false)
final class RolloutCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "MODEL", description = "Name of the model.")
  private String model = "";

  @Parameters(index = "1", paramLabel = "VERSION", description = "Number of the version.")
  private long version;

  @Mixin private final PlanOptions plan = new PlanOptions();

  @Mixin private final ErrandOptions options = new ErrandOptions();

  private final Console console;

  RolloutCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    RolloutPlan asked = plan.plan(version);
    return options.carryOut(
        new Errand(model, version, (commands, terms) -> commands.rollout(model, asked, terms)),
        console);
  }
}
