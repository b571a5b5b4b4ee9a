package io.millrace.tests.stack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/** Skipped, with the reason in the report, where no Docker engine answers. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
    value = "io.millrace.tests.stack.ContainerStack#isDockerHere",
    disabledReason =
        "No Docker engine answers on this machine, and this test runs containers. The same contract"
            + " runs on the embedded stack.")
public @interface NeedsDocker {}
