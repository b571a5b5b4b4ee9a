package io.millrace.schemas;

import java.util.regex.Pattern;

/** URIs within a text that others will read: without passwords and signatures. */
public final class Uris {

  /** User info, then the part that stays, then query and fragment. Possessive: linear time. */
  private static final Pattern ABSOLUTE =
      Pattern.compile("://(?:[^\\s/?#@]*+@)?([^\\s?#]*+)(?:[?#]\\S*+)?");

  /** A path with a query, as in "GET /image.png?signature=…". */
  private static final Pattern QUERY = Pattern.compile("\\?[\\w.~%-]++=\\S*+");

  private Uris() {}

  /** The text without user info, queries and fragments of the URIs in it. */
  public static String withoutSecrets(String text) {
    return QUERY.matcher(ABSOLUTE.matcher(text).replaceAll("://$1")).replaceAll("");
  }
}
