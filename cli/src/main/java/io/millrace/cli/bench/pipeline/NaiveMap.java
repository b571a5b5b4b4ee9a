package io.millrace.cli.bench.pipeline;

import io.millrace.avro.ImageEvent;
import io.millrace.engine.onnx.ArrayRun;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.RawRecord;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * One image after the other, on the task thread: ImageIO, an array of arrays, a run, a line of
 * JSON. It is spared what would be worse still: it reads the log as well as the job does, and has
 * one thread per operator in the runtime.
 */
final class NaiveMap extends RichMapFunction<RawRecord, OutputRecord> {

  private static final long serialVersionUID = 1L;

  private final String registryUrl;
  private final String model;
  private final int side;
  private final int channels;
  private transient SchemaRegistry registry;
  private transient AvroDecoder<ImageEvent> envelopes;
  private transient ArrayRun run;

  NaiveMap(String registryUrl, String model, int side, int channels) {
    this.registryUrl = registryUrl;
    this.model = model;
    this.side = side;
    this.channels = channels;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    registry = new SchemaRegistry(registryUrl);
    envelopes = new AvroDecoder<>(registry, ImageEvent.class);
    run = ArrayRun.open(OnnxRuntime.load(), Path.of(model));
  }

  @Override
  public OutputRecord map(RawRecord record) throws Exception {
    ImageEvent event = envelopes.decode(record.value());
    ByteBuffer content = (ByteBuffer) event.getContent();
    byte[] image = new byte[content.remaining()];
    content.get(image);
    float[] scores = run.run(new float[][][][] {NaiveImage.read(image, side, channels)})[0];
    String json =
        "{\"id\":\"%s\",\"label\":%d}".formatted(event.getId(), NaiveImage.highest(scores));
    return new OutputRecord(
        record.key(),
        json.getBytes(StandardCharsets.UTF_8),
        record.headers(),
        record.partition(),
        record.offset(),
        record.timestamp());
  }

  @Override
  public void close() throws Exception {
    if (run != null) {
      run.close();
    }
    if (registry != null) {
      registry.close();
    }
  }
}
