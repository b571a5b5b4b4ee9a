package io.millrace.schemas.serde;

import static org.apache.avro.util.ClassSecurityValidator.composite;
import static org.apache.avro.util.ClassSecurityValidator.getGlobal;
import static org.apache.avro.util.ClassSecurityValidator.setGlobal;

import io.millrace.avro.ModelState;

/**
 * Avro makes objects only of classes that the process trusts (since 1.12.2, after CVE-2024-47561),
 * and its list is one per process: ours, generated from our schemas, are added to it.
 */
final class GeneratedClasses {

  private GeneratedClasses() {}

  static void trust() {
    String generated = ModelState.class.getPackageName();
    setGlobal(composite(getGlobal(), type -> type.getPackageName().equals(generated)));
  }
}
