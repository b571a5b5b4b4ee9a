package io.millrace.registry.decision;

import static io.millrace.avro.VersionStatus.REJECTED;
import static io.millrace.avro.VersionStatus.RETIRED;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelState;
import io.millrace.avro.PromoteVersion;
import io.millrace.avro.PublishVersion;
import io.millrace.avro.RetireVersion;
import io.millrace.avro.RollbackVersion;
import io.millrace.avro.RolloutVersion;
import io.millrace.avro.Signature;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import io.millrace.schemas.RegistrySequence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one command does to one model. */
final class CommandRules {

  /** Largest state of a model, bytes; the record may have 1 MiB. */
  static final int MAX_STATE_BYTES = 900 * 1024;

  private final ModelCommand command;
  private final Answers answers;
  private final RolloutRules rollouts;

  CommandRules(@Nullable ModelState state, ModelCommand command, Instant now) {
    this.command = command;
    this.answers = new Answers(state, command, now);
    this.rollouts = new RolloutRules(state, answers);
  }

  Ruling decide() {
    if (!Names.isModel(command.getModel())) {
      return answers.refuse(
          Refusal.NAME,
          null,
          "A model's name has 1 to 100 letters, digits, dots, dashes and underscores.");
    }
    Ruling stale = checkSequence();
    return stale == null ? carryOut() : stale;
  }

  private @Nullable Ruling checkSequence() {
    Long expected = command.getExpectedSequence();
    long sequence = answers.sequence();
    if (sequence >= RegistrySequence.HIGHEST || (expected != null && expected < 0)) {
      return answers.refuse(
          Refusal.SEQ_RANGE,
          null,
          "The model is at sequence %d, the command expects %s; there is no way on from there."
              .formatted(sequence, expected));
    }
    if (expected != null && expected != sequence) {
      return answers.refuse(
          Refusal.STALE_SEQUENCE,
          null,
          "The model is at sequence %d, the command expects %d; look again and ask again."
              .formatted(sequence, expected));
    }
    return null;
  }

  private Ruling carryOut() {
    Object action = command.getAction();
    if (action instanceof PublishVersion publish) {
      return publish(publish);
    } else if (action instanceof RolloutVersion rollout) {
      return rollouts.rollout(rollout);
    } else if (action instanceof PromoteVersion promote) {
      return rollouts.promote(promote.getVersion());
    } else if (action instanceof RollbackVersion rollback) {
      return rollouts.rollback(rollback.getToVersion());
    } else if (action instanceof RetireVersion retire) {
      return retire(retire.getVersion());
    }
    return answers.refuse(Refusal.UNREADABLE, null, "There is no such action: " + action);
  }

  private Ruling publish(PublishVersion publish) {
    long number = publish.getVersion();
    PublishCheck.Problem problem = PublishCheck.check(command, publish);
    if (problem != null) {
      return answers.refuse(problem.code(), number, problem.text());
    }
    Optional<VersionState> known = answers.version(number);
    if (known.isPresent()) {
      return publishAgain(known.get(), publish);
    }
    StateChange change = answers.change();
    change.add(
        new VersionState(
            number,
            PublishCheck.digest(publish),
            VersionStatus.PUBLISHED,
            null,
            answers.now(),
            Events.limited(command.getIssuedBy()),
            publish.getManifest(),
            publish.getArtifacts(),
            publish.getSignature()));
    if (change.estimatedBytes() > MAX_STATE_BYTES) {
      return answers.refuse(
          Refusal.TOO_LARGE,
          number,
          "The model's versions would not fit one record; retire versions you do not need.");
    }
    return answers.done(
        change,
        answers.event(change.sequence(), EventKind.PUBLISHED, number, "A new version is known"));
  }

  private Ruling publishAgain(VersionState known, PublishVersion publish) {
    long number = known.getVersion();
    if (known.getStatus() == RETIRED || known.getStatus() == REJECTED) {
      return answers.unusable(known);
    }
    boolean same =
        known.getDigest().equals(PublishCheck.digest(publish))
            && known.getManifest().equals(publish.getManifest())
            && known.getArtifacts().equals(publish.getArtifacts());
    if (!same) {
      return answers.refuse(
          Refusal.EQUIVOCATION,
          number,
          "Version %d is published with other files (its model.onnx has SHA-256 %s); take a new number."
              .formatted(number, known.getDigest()));
    }
    Signature signature = publish.getSignature();
    if (signature != null && !signature.equals(known.getSignature())) {
      StateChange change = answers.change();
      change.sign(number, signature);
      return answers.done(
          change,
          answers.event(
              change.sequence(),
              EventKind.PUBLISHED,
              number,
              "The same files are published already, now with a signature"));
    }
    return new Ruling(
        null,
        List.of(
            answers.event(
                answers.sequence(),
                EventKind.PUBLISHED,
                number,
                "The same files are published already")));
  }

  private Ruling retire(long number) {
    Optional<VersionState> known = answers.version(number);
    if (known.isEmpty()) {
      return answers.unknown(number);
    }
    return switch (known.get().getStatus()) {
      case STABLE, STAGING, CANARY, SHADOW ->
          answers.refuse(
              Refusal.IN_USE,
              number,
              "Version %d serves, is being staged or is on trial; put another in service first."
                  .formatted(number));
      case RETIRED ->
          answers.refuse(
              Refusal.ALREADY, number, "Version %d is retired already.".formatted(number));
      case PUBLISHED, READY, REJECTED, ROLLED_BACK, UNKNOWN -> {
        StateChange change = answers.change();
        change.retire(number);
        yield answers.done(
            change,
            answers.event(
                change.sequence(), EventKind.RETIRED, number, "It is taken away for good"));
      }
    };
  }
}
