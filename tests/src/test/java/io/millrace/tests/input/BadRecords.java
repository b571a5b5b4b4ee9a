package io.millrace.tests.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The rows of the table whose answer is a dead letter.
 *
 * @param images encodes events
 * @param foreign encodes what is no event of ours
 */
public record BadRecords(RawImages images, ForeignRecords foreign) {

  private static final long TWO_GB = Integer.MAX_VALUE;

  /** Written with the schemas of the images' registry. */
  public static BadRecords of(RawImages images) {
    return new BadRecords(images, new ForeignRecords(images.registry()));
  }

  /** All rows. */
  public List<BadRecord> all() {
    List<BadRecord> all = new ArrayList<>();
    all.addAll(notAvro());
    all.addAll(notOfTheSchema());
    all.addAll(bombs());
    all.addAll(notImages());
    return all;
  }

  private static List<BadRecord> notAvro() {
    byte[] unknown = {0, 0x77, 0x35, (byte) 0x94, 0, 1, 2, 3};
    return List.of(
        new BadRecord("K1", "no magic byte", "plain text".getBytes(UTF_8), "NOT_AVRO"),
        new BadRecord("K1", "four bytes", new byte[] {0, 0, 0, 1}, "NOT_AVRO"),
        new BadRecord("K1", "one byte", new byte[] {0}, "NOT_AVRO"),
        new BadRecord("K1", "unknown magic byte", new byte[] {1, 0, 0, 0, 1, 9}, "NOT_AVRO"),
        new BadRecord("K2", "unknown schema id", unknown, "UNKNOWN_SCHEMA"),
        new BadRecord("K10", "null value", null, "EMPTY"),
        new BadRecord("I1", "null value", null, "EMPTY"));
  }

  private List<BadRecord> notOfTheSchema() {
    return List.of(
        new BadRecord("K3", "incompatible schema", foreign.ofAnotherKind(), "SCHEMA"),
        new BadRecord("K3", "missing field", foreign.withoutItsSource(), "SCHEMA"),
        new BadRecord("K3", "wrong union index", foreign.withUnionIndex(9), "SCHEMA"),
        new BadRecord("K3", "negative union index", foreign.withUnionIndex(-1), "SCHEMA"),
        new BadRecord("K3", "enum out of range", foreign.withEnum(7), "SCHEMA"),
        new BadRecord("K3", "bytes left over", foreign.withBytesLeftOver(), "SCHEMA"),
        new BadRecord("K3", "half a record", half(images.event(new byte[100])), "SCHEMA"));
  }

  private List<BadRecord> bombs() {
    return List.of(
        new BadRecord("K4", "string of 2 GB", foreign.withStringOf(TWO_GB), "SCHEMA"),
        new BadRecord("K4", "string of negative size", foreign.withStringOf(-1), "SCHEMA"),
        new BadRecord("K4", "map of 2 G entries", foreign.withMapOf(TWO_GB), "SCHEMA"),
        new BadRecord("K4", "map of a block of 2 GB", foreign.withMapOf(-TWO_GB), "SCHEMA"),
        new BadRecord("K4", "image of 2 GB", foreign.withImageOf(TWO_GB), "SCHEMA"),
        new BadRecord("K4", "array of nothing, 2 G times", foreign.withArrayOf(TWO_GB), "SCHEMA"),
        new BadRecord("K4", "nested 900,000 deep", foreign.nested(900_000), "SCHEMA"));
  }

  /** Of images that are none: good envelopes. */
  private List<BadRecord> notImages() {
    byte[] noise = new byte[5_000];
    new Random(1).nextBytes(noise);
    byte[] html = "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>".getBytes(UTF_8);
    byte[] jpeg = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
    return List.of(
        image("I1", "no bytes", new byte[0], "EMPTY"),
        image("I2", "random bytes", noise, "NOT_IMAGE"),
        image("I2", "text", "not an image".getBytes(UTF_8), "NOT_IMAGE"),
        image("I2", "an HTML page declared as JPEG", html, "NOT_IMAGE"),
        image("I3", "only the magic bytes of JPEG", jpeg, "CORRUPT"),
        image("I3", "only the signature of PNG", png, "CORRUPT"));
  }

  private BadRecord image(String row, String what, byte[] content, String code) {
    return new BadRecord(row, what, images.event(content), code);
  }

  private static byte[] half(byte[] record) {
    return Arrays.copyOf(record, record.length / 2);
  }
}
