package io.millrace.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A text that comes again and again, with its bytes at hand.
 *
 * @param utf8 not to be changed: everybody who is given the text has the same array
 */
@SuppressWarnings("ArrayRecordComponent") // names are compared by their text
public record Name(String text, byte[] utf8) {

  /** Of a text. */
  public static Name of(String text) {
    return new Name(text, text.getBytes(UTF_8));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Name name && name.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
