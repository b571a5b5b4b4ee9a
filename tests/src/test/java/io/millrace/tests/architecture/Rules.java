package io.millrace.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * The rules, for a product that lies under a root package.
 *
 * @param root {@code io.millrace}, or the root of a product that breaks every rule
 */
record Rules(String root) {

  /** The Confluent client, which schemas takes from a jar of Flink's: that is all it has of it. */
  private static final String RELOCATED_CONFLUENT_CLIENT =
      "org.apache.flink.avro.registry.confluent.shaded..";

  private static final Set<String> NAMES_THAT_SAY_NOTHING =
      Set.of("util", "utils", "common", "commons", "helper", "helpers", "impl", "manager", "misc");

  /** The modules, each named as its package. */
  enum Module {
    SCHEMAS,
    ENGINE,
    INGEST,
    JOB,
    REGISTRY,
    CLI
  }

  /** A module may know these others and no more. */
  ArchRule knowsOnly(Module module, Module... others) {
    List<Module> known = List.of(others);
    String[] strangers =
        Arrays.stream(Module.values())
            .filter(other -> other != module && !known.contains(other))
            .flatMap(this::packages)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAnyPackage(packages(module).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(strangers)
        .as("%s knows, of the other modules, only %s".formatted(module, known));
  }

  private Stream<String> packages(Module module) {
    String own = module.name().toLowerCase(Locale.ROOT);
    // The records are generated into a package of their own.
    Stream<String> names = module == Module.SCHEMAS ? Stream.of(own, "avro") : Stream.of(own);
    return names.map(name -> root + "." + name + "..");
  }

  /** ONNX Runtime stays behind the session port. */
  ArchRule onnxRuntimeOnlyBehindThePort() {
    return onlyIn("ai.onnxruntime..", "engine.onnx..");
  }

  /** OpenCV stays with the decoder. */
  ArchRule openCvOnlyInTheDecoder() {
    return onlyIn("org.bytedeco..", "engine.image..");
  }

  /** Kafka Streams stays in the program that decides. */
  ArchRule kafkaStreamsOnlyInTheRegistrySync() {
    return onlyIn("org.apache.kafka.streams..", "registry..");
  }

  /** The relocated Confluent client stays with the serdes. */
  ArchRule confluentClientOnlyInTheSerdes() {
    return onlyIn(RELOCATED_CONFLUENT_CLIENT, "schemas.serde..");
  }

  /** Flink stays in the job, and in the command that starts one. */
  ArchRule flinkOnlyInTheJobAndTheCommand() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(root + ".job..", root + ".cli..")
        .should()
        .dependOnClassesThat(
            are(
                resideInAPackage("org.apache.flink..")
                    .and(not(resideInAPackage(RELOCATED_CONFLUENT_CLIENT)))));
  }

  private ArchRule onlyIn(String library, String home) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + "." + home)
        .should()
        .dependOnClassesThat(are(resideInAnyPackage(library)));
  }

  /** No two packages need each other, in whatever roundabout way. */
  ArchRule packagesAreFreeOfCycles() {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  /** Packages are named for what they are about. */
  ArchRule packagesAreNamedForWhatTheyAreAbout() {
    return classes()
        .should(
            satisfy(
                "lie in a package whose name says something",
                type ->
                    Arrays.stream(type.getPackageName().split("\\."))
                        .noneMatch(NAMES_THAT_SAY_NOTHING::contains)));
  }

  /** What is not {@code @Nullable} is not null, everywhere but in generated code. */
  ArchRule packagesAreNullMarked() {
    return classes()
        .that()
        .resideOutsideOfPackage(root + ".avro..")
        .should(
            satisfy(
                "lie in a package that is @NullMarked",
                type -> type.getPackage().isAnnotatedWith(NullMarked.class)));
  }

  private static ArchCondition<JavaClass> satisfy(String what, Predicate<JavaClass> holds) {
    return new ArchCondition<>(what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String message = "%s does not %s".formatted(type.getName(), what);
        events.add(new SimpleConditionEvent(type, holds.test(type), message));
      }
    };
  }
}
