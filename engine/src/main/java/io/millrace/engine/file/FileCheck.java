package io.millrace.engine.file;

import io.millrace.engine.file.Calls.Operator;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.TreeSet;

/** Whether an ONNX file may be opened at all. Takes milliseconds, and no memory to speak of. */
public final class FileCheck {

  private static final String EP_CONTEXT = "EPContext";

  private final RuntimeLevel level;
  private final Calls calls = new Calls();
  private long irVersion;
  private boolean graphSeen;
  private boolean opsetSeen;

  private FileCheck(RuntimeLevel level) {
    this.level = level;
  }

  /**
   * Checks a file.
   *
   * @param model from position to limit
   * @throws SessionException it may not; the code says why
   */
  public static void check(ByteBuffer model) throws SessionException {
    String other = OtherFormat.of(model);
    if (other != null) {
      throw Fields.corrupt("it is " + other);
    }
    FileCheck check = new FileCheck(RuntimeLevel.SHIPPED);
    Fields fields = Fields.of(model);
    while (fields.next()) {
      check.take(fields);
    }
    check.conclude();
  }

  /** Checks a file on disk, of which it maps the bytes. */
  public static void check(Path model) throws SessionException {
    check(map(model));
  }

  /** The bytes of a file, mapped: it may be larger than the heap has room for. */
  public static ByteBuffer map(Path model) throws SessionException {
    try (FileChannel file = FileChannel.open(model, StandardOpenOption.READ)) {
      if (file.size() == 0 || file.size() > Integer.MAX_VALUE) {
        throw new SessionException(
            RejectCode.MODEL_CORRUPT,
            "model.onnx has %d bytes, not 1 to %d".formatted(file.size(), Integer.MAX_VALUE));
      }
      return file.map(MapMode.READ_ONLY, 0, file.size());
    } catch (IOException e) {
      throw new SessionException(RejectCode.MODEL_CORRUPT, "cannot read model.onnx: " + e, e);
    }
  }

  private void take(Fields fields) throws SessionException {
    switch (fields.number()) {
      case 1 -> irVersion = fields.isNumber(1) ? fields.value() : 0;
      case 7 -> {
        if (fields.isBytes(7)) {
          graphSeen = true;
          new GraphWalk(calls.main()).graph(fields.message(), fields.message());
        }
      }
      case 8 -> opset(fields.message());
      case 14 -> metadata(fields.message());
      case 20 -> training(fields.message());
      case 25 -> function(fields.message(), fields.message());
      default -> {}
    }
  }

  private void opset(Fields fields) throws SessionException {
    String domain = "";
    long version = 0;
    while (fields.next()) {
      if (fields.isBytes(1)) {
        domain = fields.text();
      } else if (fields.isNumber(2)) {
        version = fields.value();
      }
    }
    domain = RuntimeLevel.domain(domain);
    opsetSeen |= domain.equals("ai.onnx");
    level.checkOpset(domain, version);
  }

  private static void metadata(Fields fields) throws SessionException {
    while (fields.next()) {
      if (fields.isBytes(1) && fields.text().equals("ort_config")) {
        throw new SessionException(
            RejectCode.OP_NOT_ALLOWED,
            "it carries settings of the runtime (ort_config); those are the host's");
      }
    }
  }

  private void training(Fields fields) throws SessionException {
    while (fields.next()) {
      if (fields.isBytes(1) || fields.isBytes(2)) {
        new GraphWalk(calls.main()).graph(fields.message(), fields.message());
      }
    }
  }

  private void function(Fields fields, Fields body) throws SessionException {
    String name = "";
    String domain = "";
    while (fields.next()) {
      if (fields.isBytes(1)) {
        name = fields.text();
      } else if (fields.isBytes(10)) {
        domain = fields.text();
      }
    }
    new GraphWalk(calls.function(new Operator(domain, name))).function(body);
  }

  private void conclude() throws SessionException {
    if (!graphSeen) {
      throw Fields.corrupt("it has no graph");
    }
    if (irVersion < 1) {
      throw Fields.corrupt("it names no IR version");
    }
    level.checkIr(irVersion);
    if (!opsetSeen) {
      throw Fields.corrupt("it names no opset of ai.onnx");
    }
    TreeSet<String> foreign = new TreeSet<>();
    for (Operator operator : calls.operators()) {
      String domain = RuntimeLevel.domain(operator.domain());
      if (!level.opsets().containsKey(domain) || operator.name().equals(EP_CONTEXT)) {
        foreign.add(domain + "::" + operator.name());
      }
    }
    if (!foreign.isEmpty()) {
      throw new SessionException(
          RejectCode.OP_NOT_ALLOWED,
          "it calls %s; operators must be of %s and need no library beside the runtime"
              .formatted(String.join(", ", foreign), new TreeSet<>(level.opsets().keySet())));
    }
    calls.checkSize();
  }
}
