package io.millrace.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.stack.PortBook;
import io.millrace.cli.stack.PortUse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterConfTest {

  @TempDir private Path folder;

  private static FlinkOptions options() {
    return new FlinkOptions(3, 2, false, TaskManagerMemory.DEFAULT, List.of(), Map.of());
  }

  @Test
  void flinkReadsWhatWasWritten() throws Exception {
    var ports = PortBook.choose(folder.resolve("ports.json"), Map.of());
    var flink = options().withShortTimeouts().withHighAvailability(true);
    Path written = new ClusterConf(folder, ports, flink).write();

    var read = GlobalConfiguration.loadConfiguration(written.toString());
    assertThat(read.get(RestOptions.PORT)).isEqualTo(ports.of(PortUse.FLINK));
    assertThat(read.get(TaskManagerOptions.NUM_TASK_SLOTS)).isEqualTo(2);
    assertThat(read.get(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT)).hasSeconds(10);
    assertThat(read.get(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM))
        .isEqualTo("127.0.0.1:" + ports.of(PortUse.ZOOKEEPER));
    assertThat(read.get(HighAvailabilityOptions.HA_STORAGE_PATH)).startsWith("file://" + folder);
  }

  @Test
  void aCallersSettingWins() {
    var ports = PortBook.choose(folder.resolve("ports.json"), Map.of());
    var flink = options().with("web.refresh-interval", "5 s");

    assertThat(new ClusterConf(folder, ports, flink).settings())
        .containsEntry("web.refresh-interval", "5 s")
        .containsEntry("parallelism.default", "6");
  }

  @Test
  void problemsAreNamedTogether() {
    assertThat(options().withTaskManagers(0, -1).problems())
        .hasSize(2)
        .anyMatch(problem -> problem.contains("--task-managers"))
        .anyMatch(problem -> problem.contains("--slots"));
  }
}
