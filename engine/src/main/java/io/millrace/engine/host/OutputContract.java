package io.millrace.engine.host;

import io.millrace.engine.model.DetectionSpec;
import io.millrace.engine.model.OutputSpec;
import io.millrace.engine.model.OutputSpec.Kind;
import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.Signature;
import io.millrace.engine.session.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/** The part of the {@link Contract} about what comes out; collects, and does not complain. */
final class OutputContract {

  private final OutputSpec spec;
  private final Signature signature;
  private final List<TensorSpec> outputs = new ArrayList<>();
  private final List<String> mismatches = new ArrayList<>();
  private final List<String> labelProblems = new ArrayList<>();

  private OutputContract(OutputSpec spec, Signature signature) {
    this.spec = spec;
    this.signature = signature;
  }

  static OutputContract check(OutputSpec spec, Signature signature) {
    OutputContract contract = new OutputContract(spec, signature);
    contract.find();
    contract.outputs.forEach(contract::checkTensor);
    if (contract.mismatches.isEmpty()) {
      contract.checkClasses();
    }
    return contract;
  }

  /** The outputs to bind, in the order in which the head reads them. */
  List<TensorSpec> outputs() {
    return outputs;
  }

  List<String> mismatches() {
    return mismatches;
  }

  List<String> labelProblems() {
    return labelProblems;
  }

  private void find() {
    if (spec.names().isEmpty()) {
      outputs.addAll(signature.outputs());
      return;
    }
    List<String> known = signature.outputs().stream().map(TensorSpec::name).toList();
    for (String name : spec.names()) {
      signature
          .output(name)
          .ifPresentOrElse(
              outputs::add,
              () -> mismatches.add("no output is called '" + name + "'; there are " + known));
    }
  }

  private void checkTensor(TensorSpec output) {
    String name = "the output '" + output.name() + "'";
    if (output.type() == ElementType.OTHER) {
      mismatches.add(name + " is of a type that ONNX Runtime does not hand to Java");
    }
    if (!output.itemIsFixed() || !sameBatchAxis(output)) {
      mismatches.add(
          name
              + " has the shape "
              + output.shape()
              + ", which is not fixed but for the input's batch axis");
    }
  }

  private boolean sameBatchAxis(TensorSpec output) {
    return signature.inputs().size() != 1
        || signature.inputs().get(0).shape().isEmpty()
        || output.shape().get(0).equals(signature.inputs().get(0).shape().get(0));
  }

  private void checkClasses() {
    if (spec.kind() == Kind.CLASSIFICATION) {
      checkLabels(outputs.get(0).itemElements());
    } else if (spec.kind() == Kind.DETECTION) {
      checkDetection(Objects.requireNonNull(spec.detection()));
    }
  }

  private void checkDetection(DetectionSpec detection) {
    List<Long> first = outputs.get(0).itemShape();
    List<Long> last = outputs.get(outputs.size() - 1).itemShape();
    if (first.size() != 2 || last.size() != 2) {
      mismatches.add(
          "outputs of kind detection have two axes besides the batch, not " + first + ", " + last);
      return;
    }
    long classes =
        switch (detection.format()) {
          case YOLOV8 -> first.get(0) - 4;
          case YOLOV5 -> first.get(1) - 5;
          case SSD -> last.get(1);
        };
    boolean boxesFit =
        detection.format() != DetectionSpec.Format.SSD
            || (first.get(1) == 4 && first.get(0).equals(last.get(0)));
    if (classes < 1 || !boxesFit) {
      mismatches.add(
          "outputs of the shapes "
              + first
              + ", "
              + last
              + " hold no boxes as "
              + detection.format()
              + " lays them out");
      return;
    }
    if (detection.background() >= classes) {
      labelProblems.add(
          "the background is class " + detection.background() + " of " + classes + ", from 0");
    }
    checkLabels(classes);
  }

  private void checkLabels(long classes) {
    List<String> labels = spec.labels();
    if (!labels.isEmpty() && labels.size() != classes) {
      labelProblems.add("there are " + labels.size() + " labels for " + classes + " classes");
    }
    if (new HashSet<>(labels).size() != labels.size()) {
      labelProblems.add("a label occurs twice");
    }
  }
}
