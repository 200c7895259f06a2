package dev.trailtally.standalone.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import org.jspecify.annotations.Nullable;

/** A PrintWriter that keeps the cause of a failure; others, and PrintStreams such as System.out, only know that they failed. */
public final class DataOutput extends PrintWriter {

    private final Remembering remembering;

    public DataOutput(Writer out) {
        this(new Remembering(out));
    }

    private DataOutput(Remembering out) {
        super(out, true);
        this.remembering = out;
    }

    /** This process's stdout. */
    public static DataOutput stdout() {
        return new DataOutput(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), System.out.charset()));
    }

    /** Its first failure; null if there was none. */
    @Nullable
    IOException failure() {
        return remembering.failure;
    }

    /** Whether it reports a closed reader rather than a full disk. */
    static boolean unread(IOException failure) {
        return String.valueOf(failure.getMessage()).equals(messageOfBrokenPipe());
    }

    // The operating system's text, in the user's language; the JDK passes on no code.
    private static String messageOfBrokenPipe() {
        try {
            var pipe = Pipe.open();
            try (var sink = pipe.sink()) {
                pipe.source().close();
                sink.write(ByteBuffer.allocate(1));
            }
            return "Broken pipe";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static final class Remembering extends FilterWriter {

        private @Nullable IOException failure;

        Remembering(Writer out) {
            super(out);
        }

        @Override
        public void write(int character) throws IOException {
            attempt(() -> out.write(character));
        }

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            attempt(() -> out.write(text, offset, length));
        }

        @Override
        public void write(String text, int offset, int length) throws IOException {
            attempt(() -> out.write(text, offset, length));
        }

        @Override
        public void flush() throws IOException {
            attempt(out::flush);
        }

        private void attempt(Writing writing) throws IOException {
            try {
                writing.write();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }
    }

    /** An action that may fail. */
    @FunctionalInterface
    private interface Writing {
        void write() throws IOException;
    }
}
