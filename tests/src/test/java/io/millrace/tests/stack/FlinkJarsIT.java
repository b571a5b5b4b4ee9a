package io.millrace.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is copied into Flink's containers is enough; it can be told without containers. An IT,
 * because the jars of the modules are there only after they are packaged.
 */
class FlinkJarsIT {

  private final io.millrace.cli.cluster.FlinkJars built = io.millrace.cli.cluster.FlinkJars.find();
  private final FlinkJars jars = new FlinkJars(built);
  private final Collection<Path> ours = jars.layout().values();

  @Test
  void everythingThatTheJobsClassesNeedIsThere() throws IOException {
    Set<String> missing = new TreeSet<>();
    try (var flink = new URLClassLoader(urls(), ClassLoader.getPlatformClassLoader())) {
      for (JavaClass ours : classes()) {
        ours.getDirectDependenciesFromSelf().stream()
            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
            .filter(needed -> !needed.isPrimitive())
            .map(JavaClass::getName)
            .filter(name -> !canLoad(flink, name))
            .forEach(name -> missing.add(name + " for " + ours.getName()));
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void noPackageIsSplitOverLibAndUsrlib() {
    assertThat(packages("lib")).isNotEmpty().doesNotContainAnyElementsOf(packages("usrlib"));
  }

  @Test
  void jarWithForeignClassesComesLast() {
    assertThat(jars.layout().keySet().stream().filter(path -> path.contains("/lib/")).sorted())
        .last()
        .asString()
        .contains("zz-flink-sql-avro-confluent-registry");
  }

  @Test
  void fatJarHasTheSameLibrariesInTheSameOrder() throws IOException {
    try (var fat = new JarFile(built.fat().toFile())) {
      List<String> inside =
          fat.stream()
              .map(java.util.zip.ZipEntry::getName)
              .filter(name -> name.startsWith("lib/") && name.endsWith(".jar"))
              .map(name -> name.substring("lib/".length()))
              .toList();
      assertThat(inside)
          .containsExactlyInAnyOrderElementsOf(
              built.lib().stream().map(jar -> jar.getFileName().toString()).toList())
          .last()
          .asString()
          .startsWith("zz-flink-sql-avro-confluent-registry");
    }
  }

  private Set<String> packages(String folder) {
    Set<String> packages = new TreeSet<>();
    jars.layout()
        .forEach(
            (path, jar) -> {
              if (path.startsWith(FlinkJars.HOME + folder)) {
                packages.addAll(packages(jar));
              }
            });
    return packages;
  }

  private static List<String> packages(Path jar) {
    try (var file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(java.util.zip.ZipEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF"))
          .map(name -> name.substring(0, Math.max(0, name.lastIndexOf('/'))))
          .distinct()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Iterable<JavaClass> classes() {
    return new ClassFileImporter()
        .importPaths(
            ours.stream()
                .filter(
                    jar ->
                        jar.getFileName().toString().matches("(schemas|engine|flink-inf).*\\.jar"))
                .toList());
  }

  /** Ours, and what stands in Flink's image: here the jars that flink-dist is made of. */
  private URL[] urls() {
    return Stream.concat(ours.stream(), built.flink().stream())
        .map(FlinkJarsIT::url)
        .toArray(URL[]::new);
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean canLoad(ClassLoader loader, String name) {
    try {
      return Class.forName(name, false, loader) != null;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
