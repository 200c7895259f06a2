package dev.trailtally.standalone.terminal;

import java.io.PrintWriter;
import java.io.Writer;

/** Large data to stdout: buffered, and ended by a {@link ClosedOutputException} where nobody reads it any more. */
public final class DataWriter extends Writer {

    private static final int BUFFER = 1 << 16;

    private final PrintWriter out;
    private final StringBuilder buffer = new StringBuilder(BUFFER);

    public DataWriter(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void write(char[] text, int offset, int length) {
        buffer.append(text, offset, length);
        flushFull();
    }

    @Override
    public void write(String text, int offset, int length) {
        buffer.append(text, offset, offset + length);
        flushFull();
    }

    @Override
    public void write(String text) {
        write(text, 0, text.length());
    }

    @Override
    public void flush() {
        out.append(buffer);
        buffer.setLength(0);
        // A PrintWriter around System.out is not told: a PrintStream keeps its trouble to itself.
        if (out.checkError() || System.out.checkError()) {
            throw new ClosedOutputException();
        }
    }

    @Override
    public void close() {
        flush();
    }

    private void flushFull() {
        if (buffer.length() >= BUFFER) {
            flush();
        }
    }
}
