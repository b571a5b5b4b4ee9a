package io.millrace.schemas.serde;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.schemas.golden.Samples;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a record has turned into, decoding it ends in a value or in a code. */
@Timeout(60)
class MutatedRecordTest {

  private static final int MUTATIONS = 2_000; // of each of the twelve samples

  @RegisterExtension final RegistryExtension http = new RegistryExtension();

  static Stream<String> samples() {
    return Samples.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyMutationEndsInAValueOrACode(String name) {
    SpecificRecordBase sample = requireNonNull(Samples.all().get(name));
    int id = http.server().add(sample.getSchema());
    var decoder = new AvroDecoder<>(http.registry(), sample.getClass());
    byte[] record = Wire.record(id, Wire.body(sample));
    int values = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      byte[] mutated = mutated(record, new Random(seed));
      try {
        assertThat(decoder.decode(mutated)).isNotNull();
        values++;
      } catch (DecodeException e) {
        assertThat(e.code()).isEqualTo(DecodeException.Code.SCHEMA);
      } catch (Throwable e) {
        fail("Seed %d of %s ends in %s".formatted(seed, name, e), e);
      }
    }
    assertThat(values).as("the mutations are no mere noise").isBetween(1, MUTATIONS - 1);
  }

  /** One to four bytes of the body set, and sometimes bytes cut out or put in. */
  private static byte[] mutated(byte[] record, Random random) {
    byte[] bytes = record.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt(256);
    }
    int at = 5 + random.nextInt(bytes.length - 5);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(8));
        System.arraycopy(bytes, at, longer, at + longer.length - bytes.length, bytes.length - at);
        yield longer;
      }
      default -> bytes;
    };
  }
}
