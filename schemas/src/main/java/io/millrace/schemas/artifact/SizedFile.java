package io.millrace.schemas.artifact;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.millrace.avro.ArtifactRef;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Writes a body to disk as it comes, and ends it where it is longer than the file. */
final class SizedFile implements BodySubscriber<Long> {

  private final Path to;
  private final ArtifactRef ref;
  private final URI from;
  private final CompletableFuture<Long> written = new CompletableFuture<>();
  private @Nullable Subscription subscription;
  private @Nullable FileChannel file;
  private long bytes;

  SizedFile(Path to, ArtifactRef ref, URI from) {
    this.to = to;
    this.ref = ref;
    this.from = from;
  }

  @Override
  public CompletionStage<Long> getBody() {
    return written;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    try {
      file = FileChannel.open(to, CREATE, WRITE, TRUNCATE_EXISTING);
      subscription.request(1);
    } catch (IOException e) {
      subscription.cancel();
      written.completeExceptionally(e);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    FileChannel open = file;
    Subscription more = subscription;
    if (open == null || more == null || written.isDone()) {
      return;
    }
    try {
      for (ByteBuffer buffer : buffers) {
        bytes += buffer.remaining();
        if (bytes > ref.getSize()) {
          throw ArtifactException.digest(LocationReader.wrongSize(ref, from, bytes));
        }
        while (buffer.hasRemaining()) {
          open.write(buffer);
        }
      }
      more.request(1);
    } catch (IOException | ArtifactException e) {
      more.cancel();
      end(e);
    }
  }

  @Override
  public void onError(Throwable failure) {
    end(failure);
  }

  @Override
  public void onComplete() {
    end(null);
  }

  private void end(@Nullable Throwable failure) {
    Throwable why = failure;
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      why = why == null ? e : why;
    }
    if (why == null) {
      written.complete(bytes);
    } else {
      written.completeExceptionally(why);
    }
  }
}
