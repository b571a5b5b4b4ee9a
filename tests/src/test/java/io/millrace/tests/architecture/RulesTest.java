package io.millrace.tests.architecture;

import static io.millrace.tests.architecture.Rules.Module.ENGINE;
import static io.millrace.tests.architecture.Rules.Module.INGEST;
import static io.millrace.tests.architecture.Rules.Module.JOB;
import static io.millrace.tests.architecture.Rules.Module.REGISTRY;
import static io.millrace.tests.architecture.Rules.Module.SCHEMAS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule can fail: the wrong product breaks each of them. */
class RulesTest {

  private static final String ROOT = "io.millrace.tests.architecture.wrong";
  private static final Rules RULES = new Rules(ROOT);
  private static final JavaClasses WRONG = new ClassFileImporter().importPackages(ROOT);

  static Stream<Arguments> brokenRules() {
    return Stream.of(
        arguments(RULES.knowsOnly(SCHEMAS), "schemas.Contract"),
        arguments(RULES.knowsOnly(ENGINE), "engine.a.Left"),
        arguments(RULES.knowsOnly(INGEST, SCHEMAS), "ingest.Upload"),
        arguments(RULES.knowsOnly(JOB, SCHEMAS, ENGINE), "job.Job"),
        arguments(RULES.knowsOnly(REGISTRY, SCHEMAS, ENGINE), "registry.Sync"),
        arguments(RULES.onnxRuntimeOnlyBehindThePort(), "ingest.Gateway"),
        arguments(RULES.openCvOnlyInTheDecoder(), "ingest.Gateway"),
        arguments(RULES.flinkOnlyInTheJobAndTheCommand(), "ingest.Gateway"),
        arguments(RULES.kafkaStreamsOnlyInTheRegistrySync(), "ingest.Gateway"),
        arguments(RULES.confluentClientOnlyInTheSerdes(), "ingest.Gateway"),
        arguments(RULES.packagesAreFreeOfCycles(), "engine.a.Left"),
        arguments(RULES.packagesAreNamedForWhatTheyAreAbout(), "util.Anything"),
        arguments(RULES.packagesAreNullMarked(), "util.Anything"));
  }

  @ParameterizedTest
  @MethodSource("brokenRules")
  void aBrokenRuleNamesTheCulprit(ArchRule rule, String culprit) {
    assertThat(violations(rule)).contains(ROOT + "." + culprit);
  }

  @Test
  void whatIsRightIsNotReported() {
    assertThat(violations(RULES.packagesAreNullMarked())).doesNotContain("engine.b.Right");
    assertThat(violations(RULES.packagesAreNamedForWhatTheyAreAbout())).doesNotContain("job.Job");
    assertThat(violations(RULES.knowsOnly(JOB, SCHEMAS, ENGINE, REGISTRY))).isEmpty();
  }

  private static String violations(ArchRule rule) {
    return String.join("\n", rule.evaluate(WRONG).getFailureReport().getDetails());
  }
}
