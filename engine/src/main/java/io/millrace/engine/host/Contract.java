package io.millrace.engine.host;

import io.millrace.engine.batch.Buckets;
import io.millrace.engine.batch.Buckets.Rounding;
import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.ModelSpec;
import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import io.millrace.engine.session.Signature;
import io.millrace.engine.session.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Holds what a model declares against its {@code model.json}; says every mismatch at once. */
final class Contract {

  private final ModelSpec spec;
  private final Signature signature;
  private final List<String> mismatches = new ArrayList<>();

  private Contract(ModelSpec spec, Signature signature) {
    this.spec = spec;
    this.signature = signature;
  }

  /** The tensors to bind, every side but the batch axis fixed, and the batch sizes to run. */
  record Terms(TensorSpec input, List<TensorSpec> outputs, Buckets buckets) {
    Terms {
      outputs = List.copyOf(outputs);
    }
  }

  static Terms check(ModelSpec spec, InferenceSession session, int maxBatch)
      throws SessionException {
    Contract contract = new Contract(spec, session.signature());
    contract.checkInput();
    OutputContract outputs = OutputContract.check(spec.output(), session.signature());
    contract.complain(outputs);
    TensorSpec input = session.signature().inputs().get(0);
    long batchAxis = input.shape().get(0);
    Rounding rounding = session.shapesAreFree() ? Rounding.EXACT : Rounding.POWER_OF_TWO;
    Buckets buckets =
        batchAxis > 0
            ? new Buckets(Math.toIntExact(batchAxis), Rounding.ALWAYS_MAX)
            : new Buckets(Math.min(spec.maxBatch(), maxBatch), rounding);
    return new Terms(input.withShape(sides(spec.input())), outputs.outputs(), buckets);
  }

  private void checkInput() {
    if (signature.inputs().size() != 1) {
      List<String> names = signature.inputs().stream().map(TensorSpec::name).toList();
      mismatches.add("the model needs " + names.size() + " inputs " + names + " instead of 1");
      return;
    }
    TensorSpec input = signature.inputs().get(0);
    InputSpec expected = spec.input();
    if (!input.name().equals(expected.name())) {
      mismatches.add("the input is called '" + input.name() + "', not '" + expected.name() + "'");
    }
    if (input.type() != elementType(expected.type())) {
      mismatches.add("the input is " + input.type() + ", not " + elementType(expected.type()));
    }
    List<Long> sides = sides(expected);
    if (!fits(input.shape(), sides)) {
      mismatches.add("the input's shape is " + input.shape() + ", not " + sides);
    }
  }

  private void complain(OutputContract outputs) throws SessionException {
    mismatches.addAll(outputs.mismatches());
    if (!mismatches.isEmpty()) {
      mismatches.addAll(outputs.labelProblems());
      throw new SessionException(RejectCode.SIGNATURE_MISMATCH, String.join("; ", mismatches));
    }
    if (!outputs.labelProblems().isEmpty()) {
      throw new SessionException(RejectCode.LABELS, String.join("; ", outputs.labelProblems()));
    }
  }

  private static boolean fits(List<Long> declared, List<Long> expected) {
    if (declared.size() != expected.size()) {
      return false;
    }
    for (int i = 1; i < declared.size(); i++) {
      if (declared.get(i) != -1 && !declared.get(i).equals(expected.get(i))) {
        return false;
      }
    }
    return declared.get(0) == -1 || (declared.get(0) > 0 && declared.get(0) <= 1024);
  }

  private static List<Long> sides(InputSpec input) {
    return Arrays.stream(input.shape(-1)).boxed().toList();
  }

  private static ElementType elementType(InputSpec.PixelType type) {
    return switch (type) {
      case FLOAT32 -> ElementType.FP32;
      case FLOAT16 -> ElementType.FP16;
      case UINT8 -> ElementType.UINT8;
    };
  }
}
