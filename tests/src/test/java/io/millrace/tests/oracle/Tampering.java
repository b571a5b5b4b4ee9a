package io.millrace.tests.oracle;

import io.millrace.avro.Classification;
import io.millrace.avro.LabelScore;
import io.millrace.avro.Origin;
import io.millrace.avro.Prediction;
import io.millrace.tests.oracle.Outcome.Scored;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The negative control: ways to spoil evidence that an oracle worth its name must notice. */
public enum Tampering {
  DROP_ONE(Fault.LOST) {
    @Override
    void spoil(List<Outcome> outcomes) {
      outcomes.remove(victim(outcomes));
    }
  },
  REPEAT_ONE(Fault.DUPLICATE) {
    @Override
    void spoil(List<Outcome> outcomes) {
      outcomes.add(victim(outcomes));
    }
  },
  SWAP_TWO(Fault.OUT_OF_ORDER) {
    @Override
    void spoil(List<Outcome> outcomes) {
      Scored one = victim(outcomes);
      Scored next =
          scored(outcomes).stream()
              .filter(other -> other.origin().partition() == one.origin().partition())
              .filter(other -> other.origin().offset() > one.origin().offset())
              .findFirst()
              .orElseThrow();
      Collections.swap(outcomes, outcomes.indexOf(one), outcomes.indexOf(next));
    }
  },
  FLIP_ONE_LABEL(Fault.DIVERGENT) {
    @Override
    void spoil(List<Outcome> outcomes) {
      Scored one = victim(outcomes);
      var labels = new ArrayList<>(((Classification) one.prediction().getResult()).getLabels());
      LabelScore first = labels.get(0);
      labels.set(0, new LabelScore(first.getIndex(), "Something else", first.getScore()));
      replace(outcomes, one, copy(one).setResult(new Classification(labels)));
    }
  },
  ADD_A_PHANTOM(Fault.PHANTOM) {
    @Override
    void spoil(List<Outcome> outcomes) {
      Scored one = victim(outcomes);
      Origin nowhere = new Origin(one.origin().partition(), Long.MAX_VALUE);
      outcomes.add(
          outcomes.indexOf(one), new Scored(one.record(), copy(one).setOrigin(nowhere).build()));
    }
  },
  MISATTRIBUTE_ONE(Fault.PHANTOM) {
    @Override
    void spoil(List<Outcome> outcomes) {
      Scored one = victim(outcomes);
      Scored last = scored(outcomes).get(scored(outcomes).size() - 1);
      replace(outcomes, one, copy(one).setImageId(last.prediction().getImageId()));
    }
  },
  CHANGE_THE_VERSION(Fault.WRONG_VERSION) {
    @Override
    void spoil(List<Outcome> outcomes) {
      Scored one = victim(outcomes);
      replace(outcomes, one, copy(one).setVersion(one.prediction().getVersion() + 1));
    }
  },
  CHANGE_THE_DIGEST(Fault.WRONG_VERSION) {
    @Override
    void spoil(List<Outcome> outcomes) {
      Scored one = victim(outcomes);
      replace(outcomes, one, copy(one).setDigest("0".repeat(64)));
    }
  },
  CONTRADICT_ONE(Fault.DIVERGENT) {
    @Override
    void spoil(List<Outcome> outcomes) {
      Scored one = victim(outcomes);
      outcomes.add(new Outcome.DeadLettered(one.record(), one.origin(), "CORRUPT"));
    }
  },
  TEAR_ONE(Fault.TORN) {
    @Override
    void spoil(List<Outcome> outcomes) {
      Scored one = victim(outcomes);
      outcomes.set(outcomes.indexOf(one), new Outcome.Torn(one.record(), "half a record"));
    }
  };

  private final Fault fault;

  Tampering(Fault fault) {
    this.fault = fault;
  }

  /** What the oracle must find. */
  public Fault fault() {
    return fault;
  }

  /** The evidence, spoilt. */
  public Evidence of(Evidence evidence) {
    List<Outcome> outcomes = new ArrayList<>(evidence.outcomes());
    spoil(outcomes);
    return evidence.withOutcomes(outcomes);
  }

  abstract void spoil(List<Outcome> outcomes);

  private static List<Scored> scored(List<Outcome> outcomes) {
    return outcomes.stream().filter(Scored.class::isInstance).map(Scored.class::cast).toList();
  }

  private static Scored victim(List<Outcome> outcomes) {
    return scored(outcomes).get(0);
  }

  private static Prediction.Builder copy(Scored one) {
    // Field by field: Avro's own copy of a record works only where its class is trusted already.
    Prediction original = one.prediction();
    return Prediction.newBuilder()
        .setImageId(original.getImageId())
        .setSource(original.getSource())
        .setCapturedAt(original.getCapturedAt())
        .setOrigin(original.getOrigin())
        .setModel(original.getModel())
        .setVersion(original.getVersion())
        .setDigest(original.getDigest())
        .setSequence(original.getSequence())
        .setArm(original.getArm())
        .setResult(original.getResult())
        .setTiming(original.getTiming())
        .setProvider(original.getProvider())
        .setPrecision(original.getPrecision())
        .setFlags(original.getFlags());
  }

  private static void replace(List<Outcome> outcomes, Scored one, Prediction.Builder by) {
    outcomes.set(outcomes.indexOf(one), new Scored(one.record(), by.build()));
  }
}
