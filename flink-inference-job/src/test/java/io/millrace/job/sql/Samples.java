package io.millrace.job.sql;

import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.ModelSpecException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.table.functions.TableFunction;
import org.apache.flink.types.Row;

/** The shipped sample images as tables. */
public final class Samples {

  static final Path MODELS = Path.of("..", "models", "fashion-mnist");

  private Samples() {}

  /** The first ones by name. */
  static List<Path> first(int count) {
    try (Stream<Path> files = Files.list(MODELS.resolve("samples"))) {
      return files.filter(file -> file.toString().endsWith(".png")).sorted().limit(count).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As files. */
  @FunctionHint(output = @DataTypeHint("ROW<name STRING, image BYTES>"))
  public static final class Images extends TableFunction<Row> {
    private static final long serialVersionUID = 1L;

    /** The first ones by name. */
    public void eval(int count) {
      first(count).forEach(file -> collect(Row.of(file.getFileName().toString(), bytes(file))));
    }
  }

  /** As the model's input, in several ways of writing it down. */
  @FunctionHint(
      output =
          @DataTypeHint(
              "ROW<name STRING, flat ARRAY<FLOAT>, nested ARRAY<ARRAY<DOUBLE>>, chw ARRAY<ARRAY<ARRAY<FLOAT>>>>"))
  public static final class Numbers extends TableFunction<Row> {
    private static final long serialVersionUID = 1L;

    /** The first ones by name. */
    public void eval(int count) {
      for (Path file : first(count)) {
        Double[][] nested = normalised(bytes(file));
        Float[][] rows = new Float[nested.length][];
        Float[] flat = new Float[nested.length * nested[0].length];
        for (int y = 0; y < nested.length; y++) {
          rows[y] = Stream.of(nested[y]).map(Double::floatValue).toArray(Float[]::new);
          System.arraycopy(rows[y], 0, flat, y * rows[y].length, rows[y].length);
        }
        collect(Row.of(file.getFileName().toString(), flat, nested, new Float[][][] {rows}));
      }
    }
  }

  /** What the decoder would make of a sample: {@code (v * scale - mean) / std}. */
  static Double[][] normalised(byte[] png) {
    try {
      InputSpec input = ModelBundle.read(MODELS.resolve("2")).spec().input();
      BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
      Double[][] rows = new Double[input.height()][input.width()];
      for (int y = 0; y < input.height(); y++) {
        for (int x = 0; x < input.width(); x++) {
          int grey = picture.getRaster().getSample(x, y, 0);
          rows[y][x] = (grey * input.scale() - input.mean().get(0)) / input.std().get(0);
        }
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ModelSpecException e) {
      throw new IllegalStateException(e);
    }
  }
}
