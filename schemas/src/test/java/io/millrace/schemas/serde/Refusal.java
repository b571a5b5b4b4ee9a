package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;

/** Says that a record is refused with a code. */
final class Refusal {

  private Refusal() {}

  static ThrowableAssertAlternative<DecodeException> assertRefused(
      DecodeException.Code code, ThrowingCallable decoding) {
    return assertThatExceptionOfType(DecodeException.class)
        .isThrownBy(decoding)
        .matches(e -> e.code() == code, "has code " + code);
  }
}
