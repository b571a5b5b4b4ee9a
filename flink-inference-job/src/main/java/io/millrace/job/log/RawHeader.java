package io.millrace.job.log;

import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** One Kafka header, as it is. */
@SuppressWarnings("ArrayRecordComponent") // the bytes are Kafka's own; nobody compares headers
public record RawHeader(String key, byte @Nullable [] value) implements Header {

  static final RawHeader[] NONE = {};

  /** A copy of the list; the bytes are shared. */
  public static RawHeader[] of(Header[] headers) {
    if (headers.length == 0) {
      return NONE;
    }
    RawHeader[] raw = new RawHeader[headers.length];
    for (int i = 0; i < headers.length; i++) {
      raw[i] = new RawHeader(headers[i].key(), headers[i].value());
    }
    return raw;
  }
}
