package io.millrace.cli.cluster;

import io.millrace.cli.stack.PortBook;
import io.millrace.cli.stack.PortUse;
import io.millrace.cli.terminal.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A standalone Flink session cluster: a JobManager and TaskManagers in processes of their own, and
 * a ZooKeeper where high availability is asked for. None of them is started again by itself.
 */
public final class FlinkCluster implements AutoCloseable {

  private final FlinkRest rest;
  private final @Nullable Member zooKeeper;
  private final Member jobManager;
  private final List<Member> taskManagers;

  private FlinkCluster(
      FlinkRest rest, @Nullable Member zooKeeper, Member jobManager, List<Member> taskManagers) {
    this.rest = rest;
    this.zooKeeper = zooKeeper;
    this.jobManager = jobManager;
    this.taskManagers = taskManagers;
  }

  /**
   * Starts all processes; returns before they serve.
   *
   * @param directory of all their files but the logs; what lies there is taken up again
   */
  public static FlinkCluster launch(
      Path directory, Path logs, PortBook ports, FlinkJars jars, FlinkOptions options) {
    List<Member> started = new ArrayList<>();
    try {
      Path conf = new ClusterConf(directory, ports, options).write();
      var processes = new FlinkProcesses(conf, jars, options);
      Member zooKeeper = null;
      if (options.highAvailability()) {
        zooKeeper = ZooKeeper.launch(directory, logs, ports.of(PortUse.ZOOKEEPER), jars);
        started.add(zooKeeper);
      }
      Member jobManager =
          launch(directory, logs, "jobmanager", start -> processes.jobManager(), started);
      List<Member> taskManagers = new ArrayList<>();
      for (int n = 1; n <= options.taskManagers(); n++) {
        String name = "taskmanager-" + n;
        taskManagers.add(
            launch(directory, logs, name, start -> processes.taskManager(name, start), started));
      }
      var rest = new FlinkRest("http://" + PortBook.HOST + ":" + ports.of(PortUse.FLINK));
      return new FlinkCluster(rest, zooKeeper, jobManager, List.copyOf(taskManagers));
    } catch (IOException e) {
      started.forEach(Member::close);
      throw UserError.failed(
          "the Flink cluster cannot write to %s: %s".formatted(directory, e.getMessage()), e);
    } catch (RuntimeException e) {
      started.forEach(Member::close);
      throw e;
    }
  }

  private static Member launch(
      Path directory, Path logs, String name, Member.Recipe recipe, List<Member> started) {
    Member member = Member.launch(new MemberFiles(name, directory.resolve(name), logs), recipe);
    started.add(member);
    return member;
  }

  /** Flink's REST interface. It answers only while the JobManager serves. */
  public FlinkRest rest() {
    return rest;
  }

  public Member jobManager() {
    return jobManager;
  }

  /** The TaskManagers, in the order of their names: {@code taskmanager-1} is the first. */
  public List<Member> taskManagers() {
    return taskManagers;
  }

  /** Where high availability keeps its pointers; none without it. */
  public Optional<Member> zooKeeper() {
    return Optional.ofNullable(zooKeeper);
  }

  /** All processes. */
  public List<Member> members() {
    return Stream.of(Stream.ofNullable(zooKeeper), Stream.of(jobManager), taskManagers.stream())
        .flatMap(each -> each)
        .toList();
  }

  /** Returns when the JobManager answers and knows every TaskManager. */
  public void awaitServing() {
    Serving.await(jobManager, rest::answers);
    for (Member taskManager : taskManagers) {
      Serving.await(taskManager, () -> isRegistered(taskManager));
    }
  }

  /** By which Flink knows the latest start of that TaskManager. */
  public String idOf(Member taskManager) {
    return FlinkProcesses.resourceId(taskManager.name(), taskManager.starts());
  }

  /** Whether the JobManager knows the latest start of that TaskManager. */
  public boolean isRegistered(Member taskManager) {
    return rest.answers() && rest.taskManagers().contains(idOf(taskManager));
  }

  /** Ends every process; jobs end where they stand, at their last checkpoint. */
  @Override
  public void close() {
    taskManagers.forEach(Member::letGo);
    taskManagers.forEach(Member::close);
    jobManager.close();
    if (zooKeeper != null) {
      zooKeeper.close();
    }
  }
}
