package dev.trailtally.standalone.command;

import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.database.DataFolder;
import dev.trailtally.standalone.database.DatabaseInUseException;
import dev.trailtally.standalone.instance.AddressFile;
import dev.trailtally.standalone.instance.Connection;
import dev.trailtally.standalone.instance.ServerAddress;
import io.grpc.Channel;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kept database to report on. Running services on it are asked; otherwise this process starts services that collect nothing
 * and that no other process finds: they end with this report.
 */
final class KeptDatabase {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MAX_PAUSES = 1_200;

    private final Path folder;
    private final PrintWriter talk;

    /** Services for the duration of the report. */
    record Services(Channel channel, Closeable end) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            end.close();
        }
    }

    KeptDatabase(Path folder, PrintWriter talk) {
        this.folder = folder;
        this.talk = talk;
    }

    /** Waits while another process that cannot be asked has the database; null if this process is told to stop meanwhile. */
    @Nullable
    Services services(Interruption interruption) throws IOException {
        for (int pauses = 0; ; pauses++) {
            var running = running();
            if (running.isPresent()) {
                var channel = Connection.local(running.get()).open();
                return new Services(channel, channel::close);
            }
            try {
                return start(pauses == 0);
            } catch (DatabaseInUseException e) {
                if (pauses == MAX_PAUSES) {
                    throw e;
                }
                say(pauses == 0, e.getMessage() + ". Waiting for it, up to 10 minutes ...");
            }
            if (stopped(interruption)) {
                return null;
            }
        }
    }

    private Optional<ServerAddress> running() throws IOException {
        return AddressFile.serving(DataFolder.running(), folder);
    }

    private Services start(boolean first) throws IOException {
        say(first, "Starting PostgreSQL and the services ...");
        var own = OwnServices.startUnannounced(
                StandaloneOptions.temporary().keptIn(folder).onlyReporting(), talk);
        return new Services(own.channel(), own::close);
    }

    private static boolean stopped(Interruption interruption) {
        try {
            return interruption.await(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void say(boolean first, String line) {
        if (first) {
            talk.println(line);
            talk.flush();
        }
    }
}
