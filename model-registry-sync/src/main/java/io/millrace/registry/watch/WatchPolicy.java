package io.millrace.registry.watch;

import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which versions of a model in the directory count. The highest of them is the one to serve. */
public sealed interface WatchPolicy {

  /** The {@code count} highest numbers. */
  record Latest(int count) implements WatchPolicy {
    public Latest {
      if (count < 1) {
        throw new IllegalArgumentException("latest:N wants 1 or more, not " + count);
      }
    }

    @Override
    public SortedSet<Long> wanted(SortedSet<Long> present) {
      SortedSet<Long> wanted = new TreeSet<>(present);
      while (wanted.size() > count) {
        wanted.remove(wanted.first());
      }
      return wanted;
    }
  }

  /** Every version. */
  record All() implements WatchPolicy {
    @Override
    public SortedSet<Long> wanted(SortedSet<Long> present) {
      return new TreeSet<>(present);
    }
  }

  /** These versions; the highest of them is served even where a higher one serves now. */
  record Specific(Set<Long> versions) implements WatchPolicy {
    public Specific {
      versions = Set.copyOf(versions);
    }

    @Override
    public SortedSet<Long> wanted(SortedSet<Long> present) {
      SortedSet<Long> wanted = new TreeSet<>(present);
      wanted.retainAll(versions);
      return wanted;
    }
  }

  /** Those of the versions that are there. */
  SortedSet<Long> wanted(SortedSet<Long> present);

  /**
   * Reads {@code latest:N}, {@code all} or {@code specific:N,N}.
   *
   * @throws IllegalArgumentException it is none of them
   */
  static WatchPolicy parse(String text) {
    String[] parts = text.toLowerCase(Locale.ROOT).split(":", 2);
    try {
      if (parts[0].equals("all") && parts.length == 1) {
        return new All();
      } else if (parts[0].equals("latest")) {
        return new Latest(parts.length == 1 ? 1 : Integer.parseInt(parts[1]));
      } else if (parts[0].equals("specific") && parts.length == 2) {
        Set<Long> versions = new TreeSet<>();
        for (String number : parts[1].split(",", -1)) {
          versions.add(Long.parseLong(number.strip()));
        }
        return new Specific(versions);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'%s': %s".formatted(text, e.getMessage()), e);
    }
    throw new IllegalArgumentException(
        "'%s' is no policy; it is latest:N, all or specific:N,N".formatted(text));
  }
}
