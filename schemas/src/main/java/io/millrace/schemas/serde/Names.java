package io.millrace.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names that were read before, so that reading one again allocates nothing. Each has one place that
 * it may lie in, where the next that wants the place drives it out: however many names there are,
 * this stays small. For one thread.
 */
final class Names {

  /** A power of two. */
  private static final int PLACES = 1_024;

  /** What is longer is no name that comes again. */
  private static final int LONGEST = 128;

  private final @Nullable Name[] known = new Name[PLACES];

  /** The name that these bytes spell. */
  Name of(byte[] data, int from, int length) {
    if (length > LONGEST) {
      return read(data, from, length);
    }
    int place = place(data, from, length);
    Name name = known[place];
    if (name == null
        || !Arrays.equals(name.utf8(), 0, name.utf8().length, data, from, from + length)) {
      name = read(data, from, length);
      known[place] = name;
    }
    return name;
  }

  private static Name read(byte[] data, int from, int length) {
    // Bytes that are no UTF-8 are not the name's own: such a name is never found again.
    return Name.of(new String(data, from, length, UTF_8));
  }

  private static int place(byte[] data, int from, int length) {
    int hash = 1;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + data[i];
    }
    return (hash ^ (hash >>> 16)) & (PLACES - 1);
  }
}
