package io.millrace.tests.architecture;

import static io.millrace.tests.architecture.Rules.Module.ENGINE;
import static io.millrace.tests.architecture.Rules.Module.INGEST;
import static io.millrace.tests.architecture.Rules.Module.JOB;
import static io.millrace.tests.architecture.Rules.Module.REGISTRY;
import static io.millrace.tests.architecture.Rules.Module.SCHEMAS;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The product keeps to the lines of docs/architecture.md. */
@AnalyzeClasses(packages = "io.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final Rules RULES = new Rules("io.millrace");

  @ArchTest static final ArchRule schemasKnowsNobody = RULES.knowsOnly(SCHEMAS);

  @ArchTest static final ArchRule engineKnowsNobody = RULES.knowsOnly(ENGINE);

  @ArchTest static final ArchRule ingestKnowsTheContract = RULES.knowsOnly(INGEST, SCHEMAS);

  @ArchTest static final ArchRule jobKnowsContractAndEngine = RULES.knowsOnly(JOB, SCHEMAS, ENGINE);

  @ArchTest
  static final ArchRule registrySyncKnowsContractAndEngine =
      RULES.knowsOnly(REGISTRY, SCHEMAS, ENGINE);

  @ArchTest
  static final ArchRule onnxRuntimeOnlyBehindThePort = RULES.onnxRuntimeOnlyBehindThePort();

  @ArchTest static final ArchRule openCvOnlyInTheDecoder = RULES.openCvOnlyInTheDecoder();

  @ArchTest
  static final ArchRule flinkOnlyInTheJobAndTheCommand = RULES.flinkOnlyInTheJobAndTheCommand();

  @ArchTest
  static final ArchRule kafkaStreamsOnlyInTheRegistrySync =
      RULES.kafkaStreamsOnlyInTheRegistrySync();

  @ArchTest
  static final ArchRule confluentClientOnlyInTheSerdes = RULES.confluentClientOnlyInTheSerdes();

  @ArchTest static final ArchRule packagesAreFreeOfCycles = RULES.packagesAreFreeOfCycles();

  @ArchTest
  static final ArchRule packagesAreNamedForWhatTheyAreAbout =
      RULES.packagesAreNamedForWhatTheyAreAbout();

  @ArchTest static final ArchRule packagesAreNullMarked = RULES.packagesAreNullMarked();
}
