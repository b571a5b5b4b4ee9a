package io.millrace.schemas.artifact;

import io.millrace.avro.ArtifactRef;
import io.millrace.schemas.Uris;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Brings a file from where it lies to the disk: {@code file:} and {@code https:}, and {@code http:}
 * to this machine only. A redirect is followed on the same host alone. Never more than the file's
 * size is read, and its digest is checked; nothing of it is kept in memory.
 */
public final class LocationReader {

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int MOST_REDIRECTS = 3;
  private static final long LEAST_BYTES_PER_SECOND = 256 * 1024;

  private final HttpClient http;
  private final Duration answer;

  /** Gives a server 30 s to answer, and a file the time that 256 KiB/s take. */
  public LocationReader() {
    this(Duration.ofSeconds(30));
  }

  LocationReader(Duration answer) {
    this.answer = answer;
    this.http =
        HttpClient.newBuilder().followRedirects(Redirect.NEVER).connectTimeout(answer).build();
  }

  /**
   * Says what is wrong with a location before anybody goes there.
   *
   * @throws ArtifactException nobody can read it
   */
  public static URI check(String location) {
    URI uri;
    try {
      uri = URI.create(location);
    } catch (IllegalArgumentException e) {
      throw ArtifactException.unsupported("'%s' is no URI: %s".formatted(location, e.getMessage()));
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    switch (scheme) {
      case "file" -> {
        if (uri.getPath() == null || uri.getAuthority() != null) {
          throw ArtifactException.unsupported(shown(uri) + " must look like file:/folder/file.");
        }
      }
      case "https" -> requireHost(uri);
      case "http" -> {
        if (!THIS_MACHINE.contains(requireHost(uri))) {
          throw ArtifactException.unsupported(
              shown(uri) + " is not encrypted; use https (http is for this machine only).");
        }
      }
      case "s3" ->
          throw ArtifactException.unsupported(
              shown(uri)
                  + " cannot be read: this release has no S3 client. Use a presigned https URL of"
                  + " the object, or the https URL of a bucket that the hosts may read.");
      default ->
          throw ArtifactException.unsupported(
              "'%s' has the scheme %s; file, https and presigned URLs can be read."
                  .formatted(shown(uri), scheme));
    }
    return uri;
  }

  private static String requireHost(URI uri) {
    String host = uri.getHost();
    if (host == null) {
      throw ArtifactException.unsupported(shown(uri) + " names no host.");
    }
    return host;
  }

  /**
   * Brings the file.
   *
   * @throws ArtifactException with what went wrong; see {@link ArtifactException#mayPass}
   */
  public void read(ArtifactRef ref, String location, Path to)
      throws IOException, InterruptedException {
    URI uri = check(location);
    if ("file".equalsIgnoreCase(uri.getScheme())) {
      copy(ref, uri, to);
    } else {
      download(ref, uri, to);
    }
    ArtifactReader.check(ref, to);
  }

  private static void copy(ArtifactRef ref, URI uri, Path to) throws IOException {
    Path from = Path.of(uri);
    if (!Files.isRegularFile(from)) {
      throw ArtifactException.unreachable(
          "There is no file %s on this machine for %s.".formatted(from, ref.getPath()));
    }
    long size = Files.size(from);
    if (size < ref.getSize()) {
      throw ArtifactException.unreachable(wrongSize(ref, uri, size));
    } else if (size > ref.getSize()) {
      throw ArtifactException.digest(wrongSize(ref, uri, size));
    }
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  static String wrongSize(ArtifactRef ref, URI uri, long size) {
    return "%s gives %d bytes for %s instead of %d."
        .formatted(shown(uri), size, ref.getPath(), ref.getSize());
  }

  private void download(ArtifactRef ref, URI first, Path to) throws InterruptedException {
    URI uri = first;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      HttpResponse<Long> response = ask(ref, uri, to);
      int status = response.statusCode();
      if (status == 200) {
        if (response.body() < ref.getSize()) {
          throw ArtifactException.unreachable(wrongSize(ref, uri, response.body()));
        }
        return;
      }
      if (status < 300 || status > 399 || status == 304) {
        throw ArtifactException.unreachable(
            "%s answers %d for %s.".formatted(shown(uri), status, ref.getPath()));
      }
      uri = redirect(uri, response.headers().firstValue("location").orElse(""));
    }
    throw ArtifactException.unreachable(shown(first) + " redirects too often.");
  }

  private static URI redirect(URI from, String to) {
    URI target = from.resolve(to);
    boolean same =
        from.getScheme().equalsIgnoreCase(target.getScheme())
            && from.getHost().equalsIgnoreCase(target.getHost())
            && from.getPort() == target.getPort();
    if (!same) {
      throw ArtifactException.unsupported(
          "%s redirects to another host (%s); publish the version with that location."
              .formatted(shown(from), shown(target)));
    }
    return target;
  }

  private HttpResponse<Long> ask(ArtifactRef ref, URI uri, Path to) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(answer).GET().build();
    CompletableFuture<HttpResponse<Long>> response =
        http.sendAsync(
            request,
            info ->
                info.statusCode() == 200
                    ? new SizedFile(to, ref, uri)
                    : HttpResponse.BodySubscribers.replacing(0L));
    long seconds = answer.toSeconds() + ref.getSize() / LEAST_BYTES_PER_SECOND;
    try {
      return response.get(Math.max(1, seconds), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw ArtifactException.unreachable(
          "%s is too slow: %s was not there after %d s."
              .formatted(shown(uri), ref.getPath(), seconds));
    } catch (ExecutionException e) {
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof ArtifactException known) {
          throw known;
        }
      }
      throw ArtifactException.unreachable(
          "%s does not answer for %s: %s".formatted(shown(uri), ref.getPath(), e.getCause()));
    }
  }

  /** Without its query, where presigned URLs carry their secret. */
  private static String shown(URI uri) {
    return Uris.withoutSecrets(uri.toString());
  }
}
