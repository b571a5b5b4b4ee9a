package io.millrace.cli.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {

  private static final Row NUMBERED =
      new Row(
          1,
          "throughput_ratio",
          "mobilenetv2-jpeg640",
          new Spread(0.961234, 0.95, 0.97),
          "ratio",
          Bar.atLeast(0.95),
          new Row.Details(Map.of("images_per_s", 150.123456), Map.of("images_per_s", 156.0)));
  private static final Row NAMED =
      new Row(
          null,
          "heap",
          "a < b & c",
          Spread.of(600.0),
          "bytes",
          Bar.atMost(512),
          new Row.Details(Map.of(), Map.of()));
  private static final Row WITHOUT_BAR =
      new Row(
          null, "hop", "png28", Spread.of(3.0), "us", null, new Row.Details(Map.of(), Map.of()));
  private static final Report REPORT =
      new Report(
          "engine",
          Map.of("cores", 2),
          Map.of("repetitions", 3),
          List.of(NUMBERED, NAMED, WITHOUT_BAR),
          List.of(
              Plot.ofRows("heap", "Heap & more", List.of(NAMED)),
              Plot.ofRows("hop", "Hop", List.of(WITHOUT_BAR))));

  @Test
  void jsonIsOneLineInTheAgreedShape() throws Exception {
    assertThat(REPORT.toJson()).doesNotContain("\n");
    JsonNode json = new ObjectMapper().readTree(REPORT.toJson());

    assertThat(json.fieldNames()).toIterable().containsExactly("machine", "settings", "rows");
    JsonNode row = json.get("rows").get(0);
    assertThat(row.fieldNames())
        .toIterable()
        .containsExactly(
            "row", "name", "workload", "value", "unit", "bar", "meets", "spread", "a", "b");
    assertThat(row.get("row").intValue()).isEqualTo(1);
    assertThat(row.get("value").doubleValue()).isEqualTo(0.9612);
    assertThat(row.get("bar").doubleValue()).isEqualTo(0.95);
    assertThat(row.get("meets").booleanValue()).isTrue();
    assertThat(row.get("spread").toString()).isEqualTo("[0.95,0.97]");
    assertThat(row.get("a").get("images_per_s").doubleValue()).isEqualTo(150.1);
  }

  @Test
  void rowWithoutNumberGoesByItsNameAndWithoutBarIsNeitherMetNorMissed() throws Exception {
    JsonNode rows = new ObjectMapper().readTree(REPORT.toJson()).get("rows");

    assertThat(rows.get(1).get("row").textValue()).isEqualTo("heap");
    assertThat(rows.get(1).get("meets").booleanValue()).isFalse();
    assertThat(rows.get(2).get("bar").isNull()).isTrue();
    assertThat(rows.get(2).get("meets").isNull()).isTrue();
    assertThat(REPORT.missed()).isEqualTo(1);
  }

  @Test
  void folderHoldsJsonMarkdownAndPlotsThatAreXml(@TempDir Path folder) throws Exception {
    new ReportFolder(folder).keep(REPORT);

    assertThat(Files.readString(folder.resolve("report.json")).strip()).isEqualTo(REPORT.toJson());
    assertThat(Files.readString(folder.resolve("report.md")))
        .contains("| heap | a < b & c | 600 bytes | [600, 600] | ≤ 512 MISSED |", "(heap.svg)");
    for (String plot : List.of("heap.svg", "hop.svg")) {
      String svg = Files.readString(folder.resolve(plot));
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg)));
      assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(1);
    }
  }
}
