package io.millrace.registry.window;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.registry.window.Glance.By;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What one partition has counted of one version since the last time; as JSON on the way from where
 * predictions are read to where decisions are made.
 *
 * @param format of this record; another release may have another
 * @param by who scored
 * @param counts what was counted
 */
public record Delta(int format, By by, Counts counts) {

  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  Delta(By by, Counts counts) {
    this(FORMAT, by, counts);
  }

  /** Name of the model. */
  public String model() {
    return by.model();
  }

  byte[] toBytes() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Numbers and names are always JSON.", e);
    }
  }

  /** Reads one; null where it is of a release that writes it otherwise, or is none. */
  public static @Nullable Delta read(byte[] bytes) {
    try {
      Delta delta = JSON.readValue(bytes, Delta.class);
      new VersionTally().add(delta.counts); // whatever is wrong with it shows here
      return delta.format == FORMAT && delta.by.model() != null ? delta : null;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }
}
