package io.millrace.registry.decision;

import java.util.regex.Pattern;

/** Names that hosts use as names of folders. */
public final class Names {

  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private Names() {}

  /** 1 to 100 letters, digits, dots, dashes and underscores, beginning with a letter or digit. */
  public static boolean isModel(String name) {
    return MODEL.matcher(name).matches();
  }
}
