package io.millrace.cli.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.bench.report.Timeline.Moment;
import io.millrace.cli.bench.report.Timeline.Point;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class TimelineTest {

  @TempDir private Path folder;

  @Test
  void everyFigureAndEveryMomentIsDrawnWhereItBelongs() throws Exception {
    Document svg =
        drawn(
            List.of(new Point(0, 1, false), new Point(5, 10, false), new Point(10, 100, true)),
            List.of(new Moment(5, "a < b")));

    var dots = svg.getElementsByTagName("circle");
    assertThat(dots.getLength()).isEqualTo(3);
    double x = number(dots.item(1), "cx");
    assertThat(x).isEqualTo((number(dots.item(0), "cx") + number(dots.item(2), "cx")) / 2);
    double y = number(dots.item(1), "cy");
    assertThat(y)
        .as("ten times as much is as far from ten times as little")
        .isEqualTo((number(dots.item(0), "cy") + number(dots.item(2), "cy")) / 2);
    assertThat(((Element) dots.item(0)).getAttribute("fill"))
        .isNotEqualTo(((Element) dots.item(2)).getAttribute("fill"));
    assertThat(svg.getDocumentElement().getTextContent()).contains("a < b");
    var lines = svg.getElementsByTagName("line");
    assertThat(number(lines.item(lines.getLength() - 1), "x1")).isEqualTo(x);
  }

  @Test
  void withoutFiguresThereIsAnEmptyPicture() throws Exception {
    assertThat(drawn(List.of(), List.of()).getElementsByTagName("circle").getLength()).isZero();
  }

  private Document drawn(List<Point> points, List<Moment> moments) throws Exception {
    new ReportFolder(folder).keep(new Timeline("t", "title", "ms", points, moments));
    String svg = Files.readString(folder.resolve("t.svg"));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static double number(org.w3c.dom.Node node, String attribute) {
    return Double.parseDouble(((Element) node).getAttribute(attribute));
  }
}
