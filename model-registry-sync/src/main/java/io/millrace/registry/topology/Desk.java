package io.millrace.registry.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.avro.Arm;
import io.millrace.avro.HostStatus;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.registry.decision.Decision;
import io.millrace.registry.decision.Events;
import io.millrace.registry.decision.Evidence;
import io.millrace.registry.decision.Input;
import io.millrace.registry.decision.WindowStats;
import io.millrace.registry.window.Delta;
import io.millrace.registry.window.OpenWindows;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.DecodeException;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what comes in, asks {@link Decision} and writes down what it says. For one thread. */
final class Desk {

  static final String MODELS = "models";
  static final String HOSTS = "hosts";
  static final String SEEN = "seen-commands";
  static final String EVIDENCE = "evidence";
  static final String WINDOWS = "open-windows";
  static final String TO_REGISTRY = "to-model-registry";
  static final String TO_EVENTS = "to-model-events";
  static final String TO_STATUS = "to-model-status";
  static final String TO_ARTIFACTS = "to-model-artifacts";

  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
  // Under the transaction timeout of Streams (10 s), so that waiting costs no fencing.
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(5);

  private final ProcessorContext<byte[], byte[]> context;
  private final Codec<ModelCommand> commands;
  private final Codec<HostStatus> statuses;
  private final Codec<ModelState> states;
  private final Codec<ModelEvent> events;
  private final ModelStates models;
  private final LiveHosts hosts;
  private final SeenCommands seen;
  private final EvidenceStore evidence;
  private final OpenWindows windows;
  private final CatchUp catchUp;
  private final boolean guardsService;

  /**
   * At the start of the task.
   *
   * @param guardsService whether the version in service is rolled back for what windows say of it
   */
  Desk(
      ProcessorContext<byte[], byte[]> context,
      SchemaRegistry registry,
      CatchUp catchUp,
      boolean guardsService) {
    Patience patience = new Patience(REGISTRY_PATIENCE);
    this.context = context;
    this.commands = new Codec<>(Topics.MODEL_COMMANDS, registry, patience);
    this.statuses = new Codec<>(Topics.MODEL_STATUS, registry, patience);
    this.states = new Codec<>(Topics.MODEL_REGISTRY, registry, patience);
    this.events = new Codec<>(Topics.MODEL_EVENTS, registry, patience);
    this.models = new ModelStates(context.getStateStore(MODELS), states);
    this.hosts = new LiveHosts(context.getStateStore(HOSTS), statuses);
    this.seen = new SeenCommands(context.getStateStore(SEEN));
    this.evidence = new EvidenceStore(context.getStateStore(EVIDENCE));
    this.windows = new OpenWindows(context.getStateStore(WINDOWS));
    this.catchUp = catchUp;
    this.guardsService = guardsService;
  }

  /** What the stores have lost is taken over from the topic, and the other way round. */
  void reunite(Collection<ModelState> published, Instant now) {
    Reunion reunion = new Reunion(models, published);
    for (ModelState state : reunion.lostThere()) {
      forward(state.getModel(), states.encode(state), now, TO_REGISTRY);
    }
    for (ModelState state : reunion.lostHere()) {
      models.put(state, states.encode(state));
      catchUp.startAnew(now);
    }
  }

  void command(Record<byte[], byte[]> record, RecordMetadata at, Instant now) {
    ModelCommand command;
    try {
      command = commands.decode(record.value());
    } catch (DecodeException e) {
      refuse(text(record.key()), at, now, e);
      return;
    }
    if (!seen.add(command.getId().toString())) {
      LOG.info("Command {} came twice; it is carried out once.", command.getId());
      return;
    }
    String model = command.getModel();
    decide(model, new Input.Command(command), now);
    considerHosts(model, now);
  }

  void status(Record<byte[], byte[]> record, RecordMetadata at, Instant now) {
    String key = text(record.key());
    byte[] value = record.value();
    if (value == null && key != null) {
      hosts.gone(key);
    } else {
      try {
        HostStatus status = statuses.decode(value);
        hosts.heard(key == null ? status.getHost() : key, status, value, now);
      } catch (DecodeException e) {
        refuse(null, at, now, e);
      }
    }
    catchUp.read(at.offset(), now);
    models.underWay().forEach(model -> considerHosts(model, now));
  }

  /** A partition has counted what versions say. */
  void counted(byte @Nullable [] value, Instant now) {
    closeWindows(now); // what was counted belongs to the window that is open now
    Delta delta = value == null ? null : Delta.read(value);
    if (delta == null) {
      LOG.warn("What another release of model-registry-sync has counted is left out.");
      return;
    }
    ModelState state = models.get(delta.model());
    if (state != null) {
      windows.add(delta, state, now, evidence.get(delta.model()).sinceMillis());
    }
  }

  private void closeWindows(Instant now) {
    windows.close(models::get, now).forEach(closed -> window(closed, now));
  }

  /** A window of predictions is closed. */
  void window(WindowStats stats, Instant now) {
    if (guardsService || stats.arm() != Arm.STABLE) {
      decide(stats.model(), new Input.Window(stats), now);
    }
  }

  /** Time has passed: a host that is gone must not hold a rollout up for ever, and trials go on. */
  void tick(Instant now) {
    hosts.noteSilent(now);
    if (catchUp.isDone(now)) {
      hosts.forgetLost(now).forEach(host -> forward(host, null, now, TO_STATUS));
    }
    closeWindows(now);
    for (String model : models.underWay()) {
      considerHosts(model, now);
      decide(model, new Input.Tick(), now);
    }
  }

  private void considerHosts(String model, Instant now) {
    if (models.isUnderWay(model) && catchUp.isDone(now)) {
      decide(model, new Input.Hosts(hosts.alive(now)), now);
    }
  }

  private void decide(String model, Input input, Instant now) {
    Evidence known = evidence.get(model);
    Decision decision = Decision.decide(models.get(model), known, input, now);
    if (!decision.evidence().equals(known)) {
      evidence.put(model, decision.evidence());
    }
    write(decision, now);
  }

  private void write(Decision decision, Instant now) {
    ModelState state = decision.newState();
    if (state != null) {
      byte[] encoded = states.encode(state);
      ModelState before = models.get(state.getModel());
      for (String part : ArtifactRefs.unreferenced(before, state, models.all())) {
        forward(part, null, now, TO_ARTIFACTS);
      }
      models.put(state, encoded);
      forward(state.getModel(), encoded, now, TO_REGISTRY);
    }
    for (ModelEvent event : decision.events()) {
      LOG.info(
          "{} version {}: {} at sequence {} by {}: {}",
          event.getModel(),
          event.getVersion(),
          event.getKind(),
          event.getSequence(),
          event.getActor(),
          event.getReason());
      forward(event.getModel(), events.encode(event), now, TO_EVENTS);
    }
    if (!decision.events().isEmpty()) {
      context.commit(); // at once, not at the next interval: readers see committed records only
    }
  }

  private void refuse(@Nullable String model, RecordMetadata at, Instant now, DecodeException e) {
    LOG.warn(
        "The record at {}-{} offset {} cannot be read ({}): {}",
        at.topic(),
        at.partition(),
        at.offset(),
        e.code(),
        e.getMessage());
    Map<String, String> evidence =
        Map.of(
            Events.CODE,
            e.code().name(),
            "topic",
            at.topic(),
            "partition",
            String.valueOf(at.partition()),
            "offset",
            String.valueOf(at.offset()));
    String name = model == null ? Events.NO_MODEL : model;
    ModelState state = models.get(name);
    ModelEvent event =
        Events.unreadable(
            name,
            state == null ? 0 : state.getSequence(),
            now,
            String.valueOf(e.getMessage()),
            evidence);
    forward(event.getModel(), events.encode(event), now, TO_EVENTS);
  }

  private void forward(String key, byte @Nullable [] value, Instant now, String sink) {
    context.forward(new Record<>(key.getBytes(UTF_8), value, now.toEpochMilli()), sink);
  }

  private static @Nullable String text(byte @Nullable [] key) {
    return key == null ? null : new String(key, UTF_8);
  }
}
