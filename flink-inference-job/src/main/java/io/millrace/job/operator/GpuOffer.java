package io.millrace.job.operator;

import io.millrace.job.serving.ServingSource;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * The GPUs that the cluster offers a task, through Flink's external resources.
 *
 * <p>All slots of a TaskManager are offered the same GPUs; its tasks go round them, and tasks on
 * the same GPU share one host and so one copy of each model.
 *
 * @param resource name of the external resource, as in {@code external-resources} of the cluster
 */
public record GpuOffer(String resource) implements Serializable {

  private static final long serialVersionUID = 1L;

  /** As Flink's GPU driver names it. */
  private static final String INDEX = "index";

  /** The source on the GPU of this task; unchanged where none is offered. */
  ServingSource place(ServingSource serving, RuntimeContext context) {
    List<Integer> gpus =
        context.getExternalResourceInfos(resource).stream().map(this::index).sorted().toList();
    if (gpus.isEmpty()) {
      return serving;
    }
    int task = context.getTaskInfo().getIndexOfThisSubtask();
    return serving.onGpu(gpus.get(task % gpus.size()));
  }

  private int index(ExternalResourceInfo gpu) {
    String text = gpu.getProperty(INDEX).orElse("");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalStateException(
          "The cluster offers the external resource %s with the index '%s', which is no number; set another driver for it, or name the GPU: --provider cuda:N"
              .formatted(resource, text),
          e);
    }
  }
}
