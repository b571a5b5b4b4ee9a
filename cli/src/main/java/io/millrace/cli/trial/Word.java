package io.millrace.cli.trial;

import io.millrace.avro.ArmKey;
import io.millrace.avro.Promotion;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The options of a plan that are one of two words. */
final class Word {

  private Word() {}

  /** image or source. */
  static final class Sticky implements ITypeConverter<ArmKey> {

    @Override
    public ArmKey convert(String text) {
      return switch (text) {
        case "image" -> ArmKey.IMAGE;
        case "source" -> ArmKey.SOURCE;
        default -> throw new TypeConversionException("image or source, not '%s'".formatted(text));
      };
    }
  }

  /** auto or manual. */
  static final class Promoter implements ITypeConverter<Promotion> {

    @Override
    public Promotion convert(String text) {
      return switch (text) {
        case "auto" -> Promotion.AUTO;
        case "manual" -> Promotion.MANUAL;
        default -> throw new TypeConversionException("auto or manual, not '%s'".formatted(text));
      };
    }
  }
}
