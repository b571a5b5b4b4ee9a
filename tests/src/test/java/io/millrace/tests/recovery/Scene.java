package io.millrace.tests.recovery;

import io.millrace.cli.cluster.ClusterOptions;
import io.millrace.cli.cluster.FlinkCluster;
import io.millrace.cli.cluster.FlinkJars;
import io.millrace.cli.cluster.FlinkOptions;
import io.millrace.cli.cluster.JobRequest;
import io.millrace.cli.cluster.JobRest;
import io.millrace.cli.cluster.Member;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.stack.ClusterBinding;
import io.millrace.tests.stack.Operator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A cluster of processes with the shipped model in service, for one row after the other. */
final class Scene implements AutoCloseable {

  /** How long something may take that is not measured; a busy machine needs it. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private final ClusterBinding stack;
  private final Settings settings;
  private final FashionMnist model = FashionMnist.read();
  private final FlinkJars jars = FlinkJars.find();
  private final Offsets offsets;
  private final Set<Path> served = new HashSet<>();
  private long nextVersion = 100;
  private @Nullable JobRest job;
  private @Nullable JobRequest request;

  private Scene(ClusterBinding stack, Settings settings) {
    this.stack = stack;
    this.settings = settings;
    this.offsets = new Offsets(stack.endpoints());
  }

  static Scene open(Path folder, int brokers, Settings settings) {
    FlinkJars jars = FlinkJars.find();
    FlinkOptions flink = FlinkOptions.of(jars).withShortTimeouts().withHighAvailability(true);
    var options = ClusterOptions.of(jars).withBrokers(brokers).withFlink(flink);
    var scene = new Scene(ClusterBinding.open(folder, options), settings);
    try {
      scene.serve(scene.model.directory());
      return scene;
    } catch (RuntimeException e) {
      scene.close();
      throw e;
    }
  }

  /** Makes everything run again that an earlier row has left broken, and begins a trial. */
  Trial begin(Row row, Delivery delivery) {
    for (Member member : members()) {
      if (!member.isAlive()) {
        member.start();
      }
    }
    stack.cluster().brokers().awaitServing();
    flink().awaitServing();
    JobRequest wanted = request(row, delivery);
    if (!wanted.equals(request) || !isRunning()) {
      end();
      start(wanted);
    }
    awaitCommitted();
    return new Trial(this, row, delivery);
  }

  /** Puts version 1 of a model in service, once. */
  void serve(Path models) {
    if (served.add(models)) {
      new Operator(stack.endpoints(), models).putInService(1);
    }
  }

  /** A number under which no version of the model was published yet. */
  long nextVersion() {
    return nextVersion++;
  }

  /** How the job of a row is started in that mode. */
  JobRequest request(Row row, Delivery delivery) {
    List<String> arguments = new ArrayList<>(stack.cluster().jobArguments(FashionMnist.MODEL));
    arguments.addAll(List.of("--delivery", delivery.toString(), "--workers", "1"));
    arguments.addAll(row.setup().options());
    return JobRequest.of(arguments).withParallelism(row.setup().tasks());
  }

  /** Starts a job in place of one that has ended; returns when every task takes images. */
  JobRest start(JobRequest wanted) {
    JobRest started = submit(wanted);
    await("every task takes images").until(started::isProcessing);
    return started;
  }

  /** The same, without waiting for it. */
  JobRest submit(JobRequest wanted) {
    JobRest submitted = flink().rest().submit(jars.thin(), wanted);
    job = submitted;
    request = wanted;
    return submitted;
  }

  /** Ends the job where it stands, if there is one. */
  void end() {
    JobRest running = job;
    if (running != null && !running.status().isGloballyTerminalState()) {
      running.cancel();
      running.awaitEnd(PATIENCE);
    }
    job = null;
    request = null;
  }

  private boolean isRunning() {
    return job != null && !job.status().isGloballyTerminalState();
  }

  /** Returns when the group has committed every image: no failure can bring them back. */
  void awaitCommitted() {
    await("every image is committed").until(offsets::allCommitted);
  }

  JobRest job() {
    return Objects.requireNonNull(job, "no job was started");
  }

  ClusterBinding stack() {
    return stack;
  }

  FlinkCluster flink() {
    return stack.cluster().flink();
  }

  List<Member> members() {
    return stack.cluster().members();
  }

  Offsets offsets() {
    return offsets;
  }

  FashionMnist model() {
    return model;
  }

  Settings settings() {
    return settings;
  }

  /** Waits with patience; while parts are down, no answer is none to worry about. */
  static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions();
  }

  @Override
  public void close() {
    try {
      offsets.close();
    } finally {
      stack.close();
    }
  }
}
