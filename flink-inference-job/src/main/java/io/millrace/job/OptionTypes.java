package io.millrace.job;

import io.millrace.engine.batch.Batching;
import io.millrace.engine.image.DamageCheck;
import io.millrace.job.DeliveryOptions.Delivery;
import io.millrace.job.operator.OperatorConfig.ColdStart;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How option values are written: {@code 50ms}, {@code at-least-once}. */
final class OptionTypes {

  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");

  private OptionTypes() {}

  static final class DurationType implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      Matcher matcher = DURATION.matcher(value);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'%s' is no duration; write a number with ms, s, m or h, as in 50ms".formatted(value));
      }
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    }
  }

  static final class DeliveryType implements ITypeConverter<Delivery> {
    @Override
    public Delivery convert(String value) {
      return byName(Delivery.class, value);
    }
  }

  static final class BatchingType implements ITypeConverter<Batching> {
    @Override
    public Batching convert(String value) {
      try {
        return Batching.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  static final class DamageCheckType implements ITypeConverter<DamageCheck> {
    @Override
    public DamageCheck convert(String value) {
      return byName(DamageCheck.class, value);
    }
  }

  static final class ColdStartType implements ITypeConverter<ColdStart> {
    @Override
    public ColdStart convert(String value) {
      return byName(ColdStart.class, value);
    }
  }

  private static <E extends Enum<E>> E byName(Class<E> type, String value) {
    for (E constant : type.getEnumConstants()) {
      if (optionName(constant).equals(value)) {
        return constant;
      }
    }
    String known =
        Arrays.stream(type.getEnumConstants())
            .map(OptionTypes::optionName)
            .collect(Collectors.joining(" or "));
    throw new TypeConversionException("'%s' is not one of %s".formatted(value, known));
  }

  private static String optionName(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
