package io.millrace.job.operator;

import io.millrace.job.serving.ServingSource;
import java.io.Serializable;

/**
 * What the operator is told; shipped to its tasks.
 *
 * @param serving where tasks have their models from
 * @param registryUrl base URL of the schema registry's Confluent-compatible API
 * @param defaultModel model of the images that name none
 * @param groupId consumer group and prefix of transaction ids
 * @param maxInFlight images per task that may be under way at once; a checkpoint waits for them
 * @param coldStart what happens to images before a model has its first version
 */
public record OperatorConfig(
    ServingSource serving,
    String registryUrl,
    String defaultModel,
    String groupId,
    int maxInFlight,
    ColdStart coldStart)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The same with other models, under another name. */
  public OperatorConfig with(ServingSource otherModels, String otherGroupId) {
    return new OperatorConfig(
        otherModels, registryUrl, defaultModel, otherGroupId, maxInFlight, coldStart);
  }

  /** What happens to images before a model has its first version. */
  public enum ColdStart {
    /** They wait in Kafka. */
    HOLD,
    /** They are dead-lettered with the code NO_VERSION. */
    DEAD_LETTER
  }
}
