package io.millrace.tests.recovery;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What can be chosen about a run, by system properties.
 *
 * @param seed {@code faults.seed}: of all chance; any, unless it is named
 * @param repeat {@code faults.repeat}: how often a fault is repeated; each row has a default
 * @param asListed {@code faults.repeat=list}: as often, and as long, as the list of faults asks for
 * @param rate {@code faults.rate}: images per second
 * @param outage {@code faults.outage}: seconds that a process is frozen or brokers are down where
 *     the row leaves it open
 * @param rows {@code faults.rows}: ids of the rows to play, separated by commas; all by default
 * @param mode {@code faults.delivery}: the one mode to play them in; both by default
 */
record Settings(
    long seed,
    Optional<Integer> repeat,
    boolean asListed,
    int rate,
    Optional<Duration> outage,
    Set<String> rows,
    Optional<String> mode) {

  private static final String LIST = "list";

  static Settings ofSystem() {
    return new Settings(
        property("faults.seed", Long::valueOf).orElseGet(() -> new Random().nextLong(1_000_000)),
        property("faults.repeat", text -> text)
            .filter(text -> !text.equals(LIST))
            .map(Integer::valueOf),
        LIST.equals(System.getProperty("faults.repeat")),
        property("faults.rate", Integer::valueOf).orElse(40),
        property("faults.outage", text -> Duration.ofSeconds(Long.parseLong(text))),
        property("faults.rows", Settings::ids).orElse(Set.of()),
        property("faults.delivery", text -> text));
  }

  Settings withRepeat(int times) {
    return new Settings(seed, Optional.of(times), false, rate, outage, rows, mode);
  }

  boolean includes(Row row, Delivery delivery) {
    return (rows.isEmpty() || rows.contains(row.toString()))
        && mode.map(delivery.toString()::equals).orElse(true);
  }

  private static Set<String> ids(String list) {
    return Arrays.stream(list.split(",", -1)).map(String::strip).collect(Collectors.toSet());
  }

  private static <T> Optional<T> property(String name, Function<String, T> parse) {
    return Optional.ofNullable(System.getProperty(name)).map(parse);
  }
}
