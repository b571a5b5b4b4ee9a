package io.millrace.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LargestTest {

  @Property(tries = 500)
  void itsLeastIsThatOfTheSortedValues(
      @ForAll @Size(min = 1, max = 200) List<Long> values, @ForAll @IntRange(min = 1) int wanted) {
    int kept = 1 + (wanted - 1) % values.size();
    Largest largest = new Largest(kept);
    values.forEach(largest::add);
    long[] sorted = values.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);

    assertThat(largest.least()).isEqualTo(sorted[sorted.length - kept]);
  }
}
