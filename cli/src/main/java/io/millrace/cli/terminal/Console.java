package io.millrace.cli.terminal;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/**
 * Where the command writes: results on {@code out}, everything else on {@code err}. Both flush at
 * each line, so that lines of a pipe arrive when they are written.
 */
public record Console(PrintWriter out, PrintWriter err) {

  public static Console standard() {
    return new Console(flushing(System.out), flushing(System.err));
  }

  private static PrintWriter flushing(PrintStream stream) {
    return new PrintWriter(stream, true, Charset.defaultCharset());
  }

  /** Whether a person is looking, and escapes may be used; the executable finds out. */
  public boolean isTerminal() {
    return Boolean.getBoolean("millrace.terminal");
  }

  public void say(String line) {
    out.println(line);
  }

  public void complain(String line) {
    err.println("millrace: " + line);
  }
}
