package io.millrace.tests.pipeline;

import io.millrace.tests.stack.ContainerStack;
import io.millrace.tests.stack.NeedsDocker;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Millrace in containers, with the images of the broker, the registry and Flink as they are. */
@NeedsDocker
@Timeout(600)
class ContainerPipelineIT implements PipelineContract {

  @RegisterExtension static final PipelineRun RUN = new PipelineRun(ContainerStack::open);
}
