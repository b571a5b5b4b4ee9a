package io.millrace.registry.http;

/**
 * Where questions are answered.
 *
 * @param host address to bind, {@code 0.0.0.0} for all
 * @param port 0: a free one, which {@link QueryServer#port} tells
 */
public record HttpOptions(String host, int port) {

  public HttpOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
    }
  }
}
