package io.millrace.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.avro.LoadState;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelPageTest {

  private static final ModelPage PAGE =
      new ModelPage(
          new Fleet(
              Records.garments(),
              List.of(
                  Records.host("a", Records.ready(7), Records.ready(6)),
                  Records.host(
                      "b", Records.hosted(7, LoadState.FAILED, "LABELS", "9 labels, 10 outputs")),
                  Records.host("c"))),
          Records.START.plusSeconds(160));

  @Test
  void peopleSeeVersionsRolloutAndHosts() {
    assertThat(String.join("\n", PAGE.text()))
        .isEqualTo(
            """
            garments   sequence 13, changed 2026-03-01T14:01:00Z
              stable    6
              previous  -
              candidate 7 canary 25%
              staging   -

            Rollout of version 7, asked by alice at 2026-03-01T14:00:00Z
              plan      canary of 10%, 25%, 100% by source, 5m each, then promoted by itself
              now       since 2026-03-01T14:01:00Z; canary of 25%, step 2 of 3, next step in 3m 20s at the earliest
              guard     nan-rate<=1%,window=10s,min-samples=100,windows=2

            VERSION  STATUS   DIGEST        PRECISION  PUBLISHED             BY       REASON
                  5  RETIRED  555555555555  -          2026-03-01T14:00:00Z  trainer
                  6  STABLE   666666666666  fp16       2026-03-01T14:00:00Z  trainer
                  7  CANARY   777777777777  fp16       2026-03-01T14:00:00Z  trainer

            HOST  VERSION  STATE       LOAD  S(b)              MEMORY  ON   REASON
            a           6  READY     812 ms  120 b + 850 µs  12.3 MiB  cpu
            a           7  READY     812 ms  120 b + 850 µs  12.3 MiB  cpu
            b           7  FAILED         -  -                      -  -    LABELS: 9 labels, 10 outputs
            c           -  has none       -  -                      -  -\
            """);
  }

  @Test
  void programsGetTheStateAsItIsWithTheHosts() throws IOException {
    JsonNode page = new ObjectMapper().readTree(PAGE.json().toString());
    assertThat(page.at("/updatedAt").asText()).isEqualTo("2026-03-01T14:01:00.123Z");
    assertThat(page.at("/previous").isNull()).isTrue();
    assertThat(page.at("/rollout/guards/0/limit").asDouble()).isEqualTo(0.01);
    assertThat(page.at("/versions/1/artifacts/0/path").asText()).isEqualTo("model.onnx");
    assertThat(page.at("/hosts/0/versions/0/alphaMicros").asDouble()).isEqualTo(120.4);
    assertThat(page.at("/hosts/2/versions")).isEmpty();
  }
}
