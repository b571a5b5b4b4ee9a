package io.millrace.tests.pipeline;

import io.millrace.tests.stack.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Plays the scenario once for a class of tests, on a stack that is closed before the first of them,
 * and hands them what came of it.
 *
 * @param stack starts the stack, in an empty folder
 */
record PipelineRun(Function<Path, ? extends Stack> stack)
    implements BeforeAllCallback, ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(PipelineRun.class);

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Path folder = Files.createTempDirectory(Path.of("target"), "stack-");
    try (Stack running = stack.apply(folder)) {
      context.getStore(NAMESPACE).put(Played.class, Scenario.play(running));
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Played.class;
  }

  @Override
  public Played resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getStore(NAMESPACE).get(Played.class, Played.class);
  }
}
