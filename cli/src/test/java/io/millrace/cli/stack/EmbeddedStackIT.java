package io.millrace.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.terminal.UserError;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class EmbeddedStackIT {
  @TempDir private Path folder;

  private static List<ProcessHandle> children() {
    return ProcessHandle.current().children().toList();
  }

  @Test
  void everyPartServesAndClosingLeavesNoThreadAndNoProcess() throws Exception {
    var threads = Threads.now();
    var closed = new CopyOnWriteArrayList<String>();
    try (var directory = DataDirectory.open(folder)) {
      try (var stack = EmbeddedStack.launch(directory, StackOptions.freePorts()).awaitReady()) {
        assertServes(stack.endpoints(null));
        stack.own("program", () -> () -> closed.add("program"));
        stack.announce(stack.endpoints("http://127.0.0.1:" + stack.gatewayPort()));
        assertThat(StackFile.find(folder).gatewayUrl()).endsWith(":" + stack.gatewayPort());
        assertThat(children()).hasSize(1);
      }
      assertThat(directory.stackFile()).doesNotExist();
    }
    assertThat(closed).containsExactly("program");
    assertThat(children()).isEmpty();
    threads.awaitNoMore();
  }

  private static void assertServes(StackEndpoints endpoints) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", endpoints.bootstrapServers()))) {
      assertThat(admin.listTopics().names().get()).isEmpty();
    }
    assertThat(page(endpoints.registryUrl() + "/config")).contains("BACKWARD_TRANSITIVE");
    assertThat(page(endpoints.flinkUrl() + "/v1/overview")).contains("\"taskmanagers\":1");
  }

  @Test
  void failureOfOnePartClosesTheOthers() throws IOException {
    var threads = Threads.now();
    try (var directory = DataDirectory.open(folder)) {
      Files.createDirectories(directory.registry());
      Files.writeString(directory.registry().resolve("schemas.mv.db"), "this is no database");
      var stack = EmbeddedStack.launch(directory, StackOptions.freePorts());
      assertThatThrownBy(stack::awaitReady)
          .isInstanceOf(UserError.class)
          .hasMessageContaining("schema registry ended with code")
          .hasMessageContaining("registry.log");
    }
    assertThat(children()).isEmpty();
    threads.awaitNoMore();
  }

  @Test
  void closeWhileItStartsLeavesNothing() {
    var threads = Threads.now();
    try (var directory = DataDirectory.open(folder)) {
      EmbeddedStack.launch(directory, StackOptions.freePorts()).close();
    }
    assertThat(children()).isEmpty();
    threads.awaitNoMore();
  }

  @Test
  void registryThatDiesIsReported() throws Exception {
    try (var directory = DataDirectory.open(folder);
        var stack = EmbeddedStack.launch(directory, StackOptions.freePorts()).awaitReady()) {
      assertThat(stack.failure()).isNotDone();
      children().forEach(ProcessHandle::destroyForcibly);
      assertThat(stack.failure().get(10, TimeUnit.SECONDS))
          .hasMessageContaining("ended on its own with code 137");
    }
  }

  private static String page(String url) throws IOException {
    try (var body = new URL(url).openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
