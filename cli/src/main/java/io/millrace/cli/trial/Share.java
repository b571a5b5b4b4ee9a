package io.millrace.cli.trial;

import io.millrace.schemas.ArmHash;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A share of the images: percent on the command line, permille everywhere else. */
public final class Share implements ITypeConverter<Integer> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,3}(?:\\.\\d)?)%?");

  @Override
  public Integer convert(String text) {
    return permille(text);
  }

  /**
   * Reads {@code 10%}, {@code 2.5%} or, for short, {@code 10}.
   *
   * @throws TypeConversionException if it is no share, or finer than one image in a thousand
   */
  public static int permille(String text) {
    Matcher parts = FORM.matcher(text.strip());
    int permille =
        parts.matches() ? new BigDecimal(parts.group(1)).movePointRight(1).intValueExact() : 0;
    if (permille < 1 || permille > ArmHash.BUCKETS) {
      throw new TypeConversionException(
          "'%s' is no share of the images; write 0.1%% to 100%%, in steps of 0.1%%"
              .formatted(text));
    }
    return permille;
  }

  /** The same for people: {@code 2.5%}. */
  public static String text(int permille) {
    return BigDecimal.valueOf(permille, 1).stripTrailingZeros().toPlainString() + "%";
  }

  /** Several, with commas between them. */
  static final class Ramp implements ITypeConverter<List<Integer>> {

    @Override
    public List<Integer> convert(String text) {
      List<Integer> shares = new ArrayList<>();
      for (String share : text.split(",", -1)) {
        shares.add(permille(share));
      }
      return List.copyOf(shares);
    }
  }

  /**
   * One whose sign must be there, for an option that may also stand without a value: in {@code
   * --shadow 7} the 7 is more likely the version.
   */
  static final class Signed implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
      if (!text.endsWith("%")) {
        throw new TypeConversionException(
            "'%s' is no share of the images, which ends with a per cent sign; if it is the version, write it before the options"
                .formatted(text));
      }
      return permille(text);
    }
  }
}
