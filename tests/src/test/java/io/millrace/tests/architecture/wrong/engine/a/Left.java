package io.millrace.tests.architecture.wrong.engine.a;

import io.millrace.tests.architecture.wrong.engine.b.Right;
import io.millrace.tests.architecture.wrong.job.Job;
import org.jspecify.annotations.Nullable;

/** The engine should know no program, and its packages not each other in a circle. */
public record Left(@Nullable Right right, @Nullable Job job) {}
