package dev.trailtally.standalone.command;

import dev.trailtally.standalone.Standalone;
import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.terminal.TerminalText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Starts the services that a command needs. If their PostgreSQL ends, so does the process: nothing can be answered. */
final class OwnServices {

    private OwnServices() {}

    /** Services that a second terminal finds. */
    static Standalone start(StandaloneOptions options, PrintWriter talk) throws IOException {
        return startUnannounced(options, talk).announced();
    }

    /** Services that no other process finds. */
    static Standalone startUnannounced(StandaloneOptions options, PrintWriter talk) throws IOException {
        var standalone = Standalone.start(options, lines(talk));
        endWith(standalone.databaseEnd(), talk);
        return standalone;
    }

    private static void endWith(CompletableFuture<String> databaseEnd, PrintWriter talk) {
        Thread.ofVirtual().start(() -> {
            lines(talk).accept("trailtally: " + databaseEnd.join());
            // A clean shutdown would wait for the database. What is left behind is the same as after kill -9; the next
            // start handles it.
            Runtime.getRuntime().halt(ExitCode.FAILURE);
        });
    }

    private static Consumer<String> lines(PrintWriter talk) {
        return line -> {
            talk.println(TerminalText.lines(line));
            talk.flush();
        };
    }
}
