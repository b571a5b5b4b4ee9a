package io.millrace.engine.host;

import io.millrace.engine.batch.Buckets;
import io.millrace.engine.batch.Buckets.Rounding;
import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.ModelSpec;
import io.millrace.engine.model.OutputSpec;
import io.millrace.engine.model.OutputSpec.Kind;
import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import io.millrace.engine.session.Signature;
import io.millrace.engine.session.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/** Holds what a model declares against its {@code model.json}; says every mismatch at once. */
final class Contract {

  private final ModelSpec spec;
  private final Signature signature;
  private final List<String> mismatches = new ArrayList<>();
  private final List<String> labelProblems = new ArrayList<>();

  private Contract(ModelSpec spec, Signature signature) {
    this.spec = spec;
    this.signature = signature;
  }

  /** The tensors to bind, every side but the batch axis fixed, and the batch sizes to run. */
  record Terms(TensorSpec input, TensorSpec output, Buckets buckets) {}

  static Terms check(ModelSpec spec, InferenceSession session, int maxBatch)
      throws SessionException {
    Contract contract = new Contract(spec, session.signature());
    contract.checkSupported();
    contract.checkInput();
    contract.checkOutput();
    contract.complain();
    TensorSpec input = session.signature().inputs().get(0);
    TensorSpec output = session.signature().output(spec.output().name()).orElseThrow();
    long batchAxis = input.shape().get(0);
    Rounding rounding = session.shapesAreFree() ? Rounding.EXACT : Rounding.POWER_OF_TWO;
    Buckets buckets =
        batchAxis > 0
            ? new Buckets(Math.toIntExact(batchAxis), Rounding.ALWAYS_MAX)
            : new Buckets(Math.min(spec.maxBatch(), maxBatch), rounding);
    return new Terms(input.withShape(sides(spec.input())), output, buckets);
  }

  private void checkSupported() throws SessionException {
    if (spec.output().kind() == Kind.DETECTION) {
      throw new SessionException(
          RejectCode.UNSUPPORTED, "output.kind detection is not implemented yet");
    }
    if (spec.input().type() == InputSpec.PixelType.FLOAT16) {
      throw new SessionException(
          RejectCode.UNSUPPORTED, "input.type float16 is not implemented yet");
    }
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

  private void checkOutput() {
    OutputSpec expected = spec.output();
    TensorSpec output = signature.output(expected.name()).orElse(null);
    if (output == null) {
      List<String> names = signature.outputs().stream().map(TensorSpec::name).toList();
      mismatches.add("no output is called '" + expected.name() + "'; there are " + names);
      return;
    }
    boolean readable =
        expected.kind() == Kind.CLASSIFICATION
            ? output.type() == ElementType.FP32
            : output.type() != ElementType.OTHER;
    if (!readable) {
      mismatches.add("the output is " + output.type() + ", which is not read yet");
    }
    if (!output.itemIsFixed() || !sameBatchAxis(output)) {
      mismatches.add(
          "the output's shape " + output.shape() + " is not fixed but for the input's batch axis");
      return;
    }
    if (expected.kind() == Kind.CLASSIFICATION) {
      checkLabels(output.itemElements());
    }
  }

  private boolean sameBatchAxis(TensorSpec output) {
    return signature.inputs().size() != 1
        || signature.inputs().get(0).shape().isEmpty()
        || output.shape().get(0).equals(signature.inputs().get(0).shape().get(0));
  }

  private void checkLabels(long classes) {
    List<String> labels = spec.output().labels();
    if (!labels.isEmpty() && labels.size() != classes) {
      labelProblems.add("there are " + labels.size() + " labels for " + classes + " classes");
    }
    if (new HashSet<>(labels).size() != labels.size()) {
      labelProblems.add("a label occurs twice");
    }
  }

  private void complain() throws SessionException {
    if (!mismatches.isEmpty()) {
      mismatches.addAll(labelProblems);
      throw new SessionException(RejectCode.SIGNATURE_MISMATCH, String.join("; ", mismatches));
    }
    if (!labelProblems.isEmpty()) {
      throw new SessionException(RejectCode.LABELS, String.join("; ", labelProblems));
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
