package dev.trailtally.standalone.log;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What libraries print to System.out and System.err, one log line per line: people and pipes read only our own output. */
public final class LibraryOutput extends OutputStream {

    private static final Logger LOG = LoggerFactory.getLogger(LibraryOutput.class);
    private static final int MAX_LINE = 10_000;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private LibraryOutput() {}

    /** Sends all of it to the log from now on, including stack traces of threads that end with an exception. */
    public static void capture() {
        System.setOut(new PrintStream(new LibraryOutput(), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new LibraryOutput(), true, StandardCharsets.UTF_8));
        java.util.logging.Logger.getLogger("").setLevel(Level.WARNING);
    }

    @Override
    public synchronized void write(int part) {
        if (part == '\n' || line.size() == MAX_LINE) {
            LOG.warn("{}", line.toString(StandardCharsets.UTF_8).stripTrailing());
            line.reset();
        }
        if (part != '\n') {
            line.write(part);
        }
    }
}
