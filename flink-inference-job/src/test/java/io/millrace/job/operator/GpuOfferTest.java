package io.millrace.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.operator.OperatorConfig.ColdStart;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.externalresource.ExternalResourceDriver;
import org.apache.flink.api.common.externalresource.ExternalResourceDriverFactory;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.runtime.externalresource.ExternalResourceInfoProvider;
import org.apache.flink.runtime.externalresource.ExternalResourceUtils;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Flink's own way from its configuration and a driver to the operator; only the GPUs are not. */
@Timeout(60)
class GpuOfferTest {

  private OperatorBench bench;

  @BeforeEach
  void start() throws Exception {
    bench = new OperatorBench();
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
  }

  @Test
  void tasksOfATaskManagerGoRoundTheGpusThatItOffers() throws Exception {
    assertThat(gpuOfTask(0, offer("3", "1"))).isEqualTo(1);
    assertThat(gpuOfTask(1, offer("3", "1"))).isEqualTo(3);
    assertThat(gpuOfTask(2, offer("3", "1"))).isEqualTo(1);
  }

  @Test
  void clusterWithoutGpusLeavesTheChoiceToTheOptions() throws Exception {
    assertThat(gpuOfTask(0, ExternalResourceInfoProvider.NO_EXTERNAL_RESOURCES)).isEqualTo(-1);
  }

  @Test
  void indexThatIsNoNumberIsAnErrorThatSaysWhatToDo() {
    assertThatThrownBy(() -> gpuOfTask(0, offer("GPU-8f3c")))
        .hasMessageContaining("GPU-8f3c")
        .hasMessageContaining("--provider cuda:N");
  }

  private int gpuOfTask(int task, ExternalResourceInfoProvider resources) throws Exception {
    var config =
        new OperatorConfig(
            bench.serving.source(),
            bench.registryUrl(),
            TestServing.MODEL,
            "job",
            8,
            ColdStart.HOLD);
    var factory = new InferenceOperatorFactory(config).withGpusOf(new GpuOffer("gpu"));
    MockEnvironment environment =
        new MockEnvironmentBuilder()
            .setParallelism(4)
            .setMaxParallelism(4)
            .setSubtaskIndex(task)
            .setExternalResourceInfoProvider(resources)
            .build();
    try {
      var harness = new OneInputStreamOperatorTestHarness<>(factory, environment);
      harness.open();
      harness.close();
      return bench.serving.gpu;
    } finally {
      environment.close();
    }
  }

  private static ExternalResourceInfoProvider offer(String... indexes) {
    Configuration cluster = new Configuration();
    cluster.setString("external-resources", "gpu");
    cluster.setString("external-resource.gpu.amount", String.valueOf(indexes.length));
    cluster.setString(
        "external-resource.gpu.driver-factory.class", FakeDriverFactory.class.getName());
    return ExternalResourceUtils.createStaticExternalResourceInfoProviderFromConfig(
        cluster, new Plugins(new FakeDriverFactory(Set.of(indexes))));
  }

  private record Plugins(ExternalResourceDriverFactory factory) implements PluginManager {
    @Override
    @SuppressWarnings("unchecked") // Flink asks for nothing else here
    public <P> Iterator<P> load(Class<P> service) {
      return (Iterator<P>) List.of(factory).iterator();
    }
  }

  private record FakeDriverFactory(Set<String> indexes) implements ExternalResourceDriverFactory {
    @Override
    public ExternalResourceDriver createExternalResourceDriver(Configuration config) {
      return amount -> indexes.stream().map(Gpu::new).collect(Collectors.toSet());
    }
  }

  private record Gpu(String index) implements ExternalResourceInfo {
    @Override
    public Optional<String> getProperty(String key) {
      return key.equals("index") ? Optional.of(index) : Optional.empty();
    }

    @Override
    public Collection<String> getKeys() {
      return Collections.singleton("index");
    }
  }
}
