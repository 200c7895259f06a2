package dev.trailtally.standalone.terminal;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;

/** Large data to stdout: buffered, and ended by a {@link ClosedOutputException} if the reader is gone. */
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
        if (out.checkError()) {
            throw failure();
        }
    }

    @Override
    public void close() {
        flush();
    }

    private RuntimeException failure() {
        var failure = out instanceof DataOutput known ? known.failure() : null;
        if (failure == null || DataOutput.unread(failure)) {
            return new ClosedOutputException();
        }
        return new UncheckedIOException("stdout could not be written: " + failure.getMessage(), failure);
    }

    private void flushFull() {
        if (buffer.length() >= BUFFER) {
            flush();
        }
    }
}
