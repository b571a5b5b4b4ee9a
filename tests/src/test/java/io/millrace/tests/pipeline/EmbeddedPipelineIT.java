package io.millrace.tests.pipeline;

import io.millrace.tests.stack.EmbeddedStackBinding;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Millrace in one process. */
@Timeout(180)
class EmbeddedPipelineIT implements PipelineContract {

  @RegisterExtension static final PipelineRun RUN = new PipelineRun(EmbeddedStackBinding::open);
}
