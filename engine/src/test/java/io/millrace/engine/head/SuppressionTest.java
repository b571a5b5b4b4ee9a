package io.millrace.engine.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SuppressionTest {

  private record Box(
      int number, int ofClass, float score, float left, float top, float right, float bottom) {

    float[] corners() {
      return new float[] {left, top, right, bottom};
    }
  }

  @RepeatedTest(200)
  void agreesWithThePlainAlgorithm(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int classes = 1 + random.nextInt(4);
    double threshold = random.nextInt(11) / 10.0;
    List<Box> boxes = randomBoxes(random, 1 + random.nextInt(120), classes);

    Suppression suppression = new Suppression(threshold);
    List<Integer> admitted = new ArrayList<>();
    for (int i : bestFirst(boxes, classes)) {
      Box box = boxes.get(i);
      if (suppression.admit(box.ofClass(), box.corners())) {
        admitted.add(i);
      }
    }

    assertThat(admitted).isEqualTo(plain(boxes, threshold));
  }

  @Test
  void boxesOfOtherClassesDoNotSuppress() {
    Suppression suppression = new Suppression(0.1);
    float[] corners = {0, 0, 2, 2};

    assertThat(suppression.admit(0, corners)).isTrue();
    assertThat(suppression.admit(1, corners)).isTrue();
    assertThat(suppression.admit(0, corners)).isFalse();
  }

  @Test
  void anOverlapOfExactlyTheThresholdIsAllowed() {
    Suppression suppression = new Suppression(0.5);

    assertThat(suppression.admit(0, new float[] {0, 0, 2, 1})).isTrue();
    assertThat(suppression.admit(0, new float[] {0, 0, 1, 1})).isTrue();
    assertThat(suppression.admit(0, new float[] {0, 0, 1.01f, 1})).isFalse();
  }

  /** Through {@link Candidates}, so that its order is tested too. */
  private static List<Integer> bestFirst(List<Box> boxes, int classes) {
    Candidates candidates = new Candidates(0, classes);
    boxes.forEach(box -> candidates.offer(box.number(), box.ofClass(), box.score()));
    candidates.sort();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Box box = boxes.get(candidates.box(i));
      assertThat(candidates.score(i)).isEqualTo(box.score());
      assertThat(candidates.ofClass(i)).isEqualTo(box.ofClass());
      order.add(box.number());
    }
    return order;
  }

  private static List<Integer> plain(List<Box> boxes, double threshold) {
    Comparator<Box> order = Comparator.comparing(Box::score).reversed().thenComparing(Box::number);
    List<Box> left = new ArrayList<>(boxes.stream().sorted(order).toList());
    List<Integer> kept = new ArrayList<>();
    while (!left.isEmpty()) {
      Box best = left.remove(0);
      kept.add(best.number());
      left.removeIf(
          box ->
              box.ofClass() == best.ofClass()
                  && overlap(box.corners(), best.corners()) > (float) threshold);
    }
    return kept;
  }

  private static float overlap(float[] a, float[] b) {
    float width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
    float height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
    float areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]);
    return width * height / (areas - width * height);
  }

  /** On a coarse grid, so that equal boxes, equal scores and touching edges occur. */
  private static List<Box> randomBoxes(Random random, int count, int classes) {
    List<Box> boxes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float left = random.nextInt(8);
      float top = random.nextInt(8);
      float right = left + 1 + random.nextInt(6);
      float bottom = top + 1 + random.nextInt(6);
      float score = random.nextInt(20) / 20f;
      boxes.add(new Box(i, random.nextInt(classes), score, left, top, right, bottom));
    }
    return boxes;
  }
}
