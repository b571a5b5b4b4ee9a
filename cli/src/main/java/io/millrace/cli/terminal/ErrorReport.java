package io.millrace.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every failure of the command into one clear line per problem and an exit code. */
public final class ErrorReport {
  private static final String VERBOSE = "--verbose";

  private final Console console;

  public ErrorReport(Console console) {
    this.console = console;
  }

  /**
   * Binds the report to a command line: wrong options are all named at once, failures are
   * explained.
   */
  public void attachTo(CommandLine commandLine) {
    collectErrors(commandLine);
    commandLine.setParameterExceptionHandler((problem, arguments) -> refuse(List.of(problem)));
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> explain(failure, parsed.expandedArgs().contains(VERBOSE)));
    var run = commandLine.getExecutionStrategy();
    commandLine.setExecutionStrategy(
        parsed -> {
          List<Exception> problems = problems(parsed);
          return problems.isEmpty() ? run.execute(parsed) : refuse(problems);
        });
  }

  private static void collectErrors(CommandLine commandLine) {
    commandLine.getCommandSpec().parser().collectErrors(true);
    commandLine.getSubcommands().values().forEach(ErrorReport::collectErrors);
  }

  private static List<Exception> problems(ParseResult parsed) {
    var problems = new ArrayList<Exception>();
    for (ParseResult each = parsed; each != null; each = each.subcommand()) {
      problems.addAll(each.errors());
    }
    return problems;
  }

  private int refuse(List<? extends Exception> problems) {
    problems.stream().flatMap(ErrorReport::wording).distinct().forEach(console::complain);
    return ExitCode.REFUSED;
  }

  private static Stream<String> wording(Exception problem) {
    if (problem instanceof UnmatchedArgumentException unmatched) {
      var typed = unmatched.getUnmatched();
      // What follows an unknown option is most often its value, and no second mistake.
      var options = typed.stream().filter(each -> each.startsWith("-")).toList();
      return (options.isEmpty() ? typed.stream().limit(1) : options.stream())
          .map(each -> unknown(each, unmatched.getCommandLine()));
    }
    String help =
        problem instanceof ParameterException wrong ? helpFor(wrong.getCommandLine()) : "";
    return Stream.of(problem.getMessage() + "." + help);
  }

  private static String unknown(String typed, CommandLine command) {
    var spec = command.getCommandSpec();
    boolean option = typed.startsWith("-");
    String name = option ? typed.split("=", 2)[0] : typed;
    var known = option ? spec.optionsMap().keySet() : spec.subcommands().keySet();
    String kind = option ? "option" : known.isEmpty() ? "argument" : "verb";
    String nearest =
        Nearest.to(name, known).map(found -> " Did you mean " + found + "?").orElse("");
    return "unknown " + kind + " " + name + "." + nearest + helpFor(command);
  }

  private static String helpFor(CommandLine command) {
    return " See " + command.getCommandSpec().qualifiedName() + " --help.";
  }

  private int explain(Exception failure, boolean verbose) {
    if (failure instanceof Stopped) {
      return ExitCode.FAILED;
    }
    console.complain(
        failure instanceof UserError
            ? String.valueOf(failure.getMessage())
            : unforeseen(failure, verbose));
    if (verbose) {
      failure.printStackTrace(console.err());
    }
    return failure instanceof UserError known ? known.exitCode() : ExitCode.FAILED;
  }

  private static String unforeseen(Exception failure, boolean verbose) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason = root.getMessage() == null ? "" : ": " + root.getMessage();
    return "an error that should not happen, most likely a fault of millrace itself: "
        + root.getClass().getSimpleName()
        + reason
        + (verbose ? "" : ". Run it again with " + VERBOSE + " to see where.");
  }
}
