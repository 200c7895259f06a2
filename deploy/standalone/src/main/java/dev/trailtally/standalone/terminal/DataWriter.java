package dev.trailtally.standalone.terminal;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/** Large data to stdout: buffered, and ended by a {@link ClosedOutputException} if the reader is gone. */
public final class DataWriter extends BufferedWriter {

    private static final int BUFFER = 1 << 16;

    private final PrintWriter out;

    public DataWriter(PrintWriter out) {
        super(out, BUFFER);
        this.out = out;
    }

    @Override
    public void flush() throws IOException {
        super.flush();
        if (out.checkError()) {
            throw failure();
        }
    }

    private RuntimeException failure() {
        var failure = out instanceof DataOutput known ? known.failure() : null;
        if (failure == null || DataOutput.unread(failure)) {
            return new ClosedOutputException();
        }
        return new UncheckedIOException("stdout could not be written: " + failure.getMessage(), failure);
    }
}
