package io.millrace.cli.bench.engine;

import io.millrace.cli.bench.net.Net;
import io.millrace.cli.bench.picture.Photo;
import io.millrace.cli.bench.picture.Thumbnail;
import io.millrace.engine.model.ModelBundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A net and what it is fed.
 *
 * @param images in the heap, as they come from Kafka; taken in turns
 */
public record Workload(String name, Net net, ModelBundle bundle, List<ByteBuffer> images) {

  private static final int PICTURES = 16;

  public Workload {
    images = List.copyOf(images);
  }

  /** Every net on the pictures that suit it. */
  public static List<Workload> all(Path folder) throws IOException {
    List<ByteBuffer> thumbnails = thumbnails();
    List<ByteBuffer> photos = photos(640, 480);
    List<Workload> workloads = new ArrayList<>();
    for (Net net : Net.values()) {
      workloads.add(of(net, folder, net.channels() == 1 ? thumbnails : photos));
    }
    return workloads;
  }

  /** One net on the pictures that suit it. */
  public static Workload of(Net net, Path folder) throws IOException {
    return of(net, folder, net.channels() == 1 ? thumbnails() : photos(640, 480));
  }

  private static Workload of(Net net, Path folder, List<ByteBuffer> images) throws IOException {
    String pictures = net.channels() == 1 ? "-png28" : "-jpeg640";
    return new Workload(net.label() + pictures, net, net.build(folder), images);
  }

  /** Pictures as a camera takes them; of 640 x 480 pixels one has 110 KB. */
  public static List<ByteBuffer> photos(int width, int height) throws IOException {
    List<ByteBuffer> photos = new ArrayList<>();
    for (int seed = 0; seed < PICTURES; seed++) {
      photos.add(ByteBuffer.wrap(Photo.jpeg(width, height, seed)));
    }
    return photos;
  }

  private static List<ByteBuffer> thumbnails() throws IOException {
    List<ByteBuffer> thumbnails = new ArrayList<>();
    for (int seed = 0; seed < PICTURES; seed++) {
      thumbnails.add(ByteBuffer.wrap(Thumbnail.png(seed)));
    }
    return thumbnails;
  }

  /** The picture of that number: they are taken in turns. */
  public ByteBuffer image(long number) {
    return images.get((int) (number % images.size()));
  }
}
