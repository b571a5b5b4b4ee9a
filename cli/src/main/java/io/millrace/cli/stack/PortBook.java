package io.millrace.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.terminal.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports of one stack. A port that nobody chose is a free one, remembered in the data directory:
 * a stack that comes back on the same directory comes back at the same addresses, as long as they
 * are still free.
 */
public final class PortBook {
  public static final String HOST = "127.0.0.1";
  private static final Logger LOG = LoggerFactory.getLogger(PortBook.class);

  // Below the ports that operating systems give to clients: the port of a server that is down would
  // else go to somebody's connection, which may even be one to that very server.
  private static final int LOWEST = 15_000;
  private static final int FIRST_OF_CLIENTS = 32_000;

  private final Map<PortUse, Integer> ports;

  private PortBook(Map<PortUse, Integer> ports) {
    this.ports = ports;
  }

  /**
   * Chooses a port for every use and remembers the choice.
   *
   * @param asked the ports that a person chose; a missing one or 0 means any
   * @throws UserError if any of those is taken; it names all that are
   */
  public static PortBook choose(Path file, Map<PortUse, Integer> asked) {
    List<String> taken = new ArrayList<>();
    asked.forEach(
        (use, port) -> {
          if (port != 0 && !isFree(port)) {
            taken.add("port %d (%s) is in use by another program".formatted(port, use.option()));
          }
        });
    if (!taken.isEmpty()) {
      throw UserError.refused(
          String.join("; ", taken) + ". Give another, or leave the option out for a free port.");
    }
    Map<PortUse, Integer> ports = new EnumMap<>(PortUse.class);
    asked.forEach((use, port) -> ports.put(use, port));
    ports.values().removeIf(port -> port == 0);
    var remembered = read(file);
    for (PortUse use : PortUse.values()) {
      ports.computeIfAbsent(use, missing -> any(remembered.path(missing.name()).asInt(), ports));
    }
    write(file, ports);
    return new PortBook(ports);
  }

  private static int any(int remembered, Map<PortUse, Integer> chosen) {
    int port = remembered;
    while (port <= 0 || chosen.containsValue(port) || !isFree(port)) {
      port = ThreadLocalRandom.current().nextInt(LOWEST, FIRST_OF_CLIENTS);
    }
    return port;
  }

  private static boolean isFree(int port) {
    try {
      return bind(port) == port;
    } catch (UncheckedIOException inUse) {
      return false;
    }
  }

  private static int bind(int port) {
    try (var socket = new ServerSocket()) {
      // A connection of the last run that is still timing out does not keep a server from the port.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(Path file) {
    if (!Files.exists(file)) {
      return JsonFile.object();
    }
    try {
      return new JsonFile(file).read();
    } catch (IOException e) {
      LOG.warn("{} is not readable; this stack gets new ports", file, e);
      return JsonFile.object();
    }
  }

  private static void write(Path file, Map<PortUse, Integer> ports) {
    var content = JsonFile.object();
    ports.forEach((use, port) -> content.put(use.name(), port));
    try {
      new JsonFile(file).write(content);
    } catch (IOException e) {
      throw UserError.failed("%s cannot be written (%s)".formatted(file, e.getMessage()), e);
    }
  }

  public int of(PortUse use) {
    return Objects.requireNonNull(ports.get(use));
  }
}
