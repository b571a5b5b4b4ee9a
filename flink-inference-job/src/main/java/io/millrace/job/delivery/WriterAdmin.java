package io.millrace.job.delivery;

import java.lang.reflect.Field;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin client that Flink's exactly-once writer makes when it is restored and, in connector
 * 5.0.0-2.2, never closes: a thread and four file descriptors for each sink, task and restart.
 */
final class WriterAdmin {

  private static final Logger LOG = LoggerFactory.getLogger(WriterAdmin.class);

  private WriterAdmin() {}

  /** Closes it, if the writer has one. */
  static void close(Object writer) {
    try {
      Field field = writer.getClass().getDeclaredField("adminClient");
      field.setAccessible(true);
      if (field.get(writer) instanceof Admin admin) {
        admin.close(Duration.ZERO);
      }
    } catch (NoSuchFieldException e) {
      LOG.debug("{} keeps no admin client.", writer.getClass(), e);
    } catch (IllegalAccessException e) {
      LOG.warn("The admin client of {} stays open.", writer.getClass(), e);
    }
  }
}
