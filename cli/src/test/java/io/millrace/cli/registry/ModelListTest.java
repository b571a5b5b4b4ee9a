package io.millrace.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.avro.ModelState;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelListTest {

  private static final Fleet ON_TRIAL =
      new Fleet(
          Records.garments(),
          List.of(
              Records.host("a", Records.ready(6), Records.ready(7)),
              Records.host("b", Records.ready(6))));

  @Test
  void aHostIsReadyWhereItHasAllThatTakesTraffic() {
    ModelState fresh =
        new ModelState("shoes", 1L, Records.START, null, null, null, null, null, List.of());
    assertThat(new ModelList(List.of(ON_TRIAL, new Fleet(fresh, ON_TRIAL.alive()))).text())
        .containsExactly(
            "MODEL     STABLE  CANDIDATE     STAGING  SEQUENCE  VERSIONS      HOSTS",
            "garments       6  7 canary 25%        -        13         2  1/2 ready",
            "shoes          -  -                   -         1         0  0/2 ready");
  }

  @Test
  void noModelIsAdviceForPeopleAndAnEmptyArrayForPrograms() {
    assertThat(new ModelList(List.of()).text()).singleElement().asString().contains("publish");
    assertThat(new ModelList(List.of()).json()).hasToString("[]");
  }

  @Test
  void jsonHasTheVersionsWithoutTheirFiles() {
    JsonNode model = new ModelList(List.of(ON_TRIAL)).json().get(0);
    assertThat(model.at("/stable").asLong()).isEqualTo(6);
    assertThat(model.at("/candidate/permille").asInt()).isEqualTo(250);
    assertThat(model.at("/hosts/ready").asInt()).isEqualTo(1);
    assertThat(model.at("/hosts/alive").asInt()).isEqualTo(2);
    assertThat(model.at("/versions/1").fieldNames())
        .toIterable()
        .containsExactly("version", "digest", "status", "reason", "publishedAt", "publishedBy");
  }
}
