package io.millrace.tests.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** The repository that these tests lie in; Maven runs them in the folder of their module. */
final class Repository {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private Repository() {}

  static Path path(String path) {
    return ROOT.resolve(path);
  }

  static String read(String path) {
    try {
      return Files.readString(path(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A property of the parent pom. */
  static String property(String name) {
    var properties = pom().getElementsByTagName(name);
    if (properties.getLength() == 0) {
      throw new AssertionError("pom.xml has no property " + name);
    }
    return properties.item(0).getTextContent();
  }

  /** Whether the parent pom pins a version of the artifact. */
  static boolean manages(String artifact) {
    var artifacts = pom().getElementsByTagName("artifactId");
    for (int i = 0; i < artifacts.getLength(); i++) {
      if (artifacts.item(i).getTextContent().equals(artifact)) {
        return true;
      }
    }
    return false;
  }

  private static Document pom() {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(path("pom.xml").toFile());
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("pom.xml cannot be read", e);
    }
  }
}
