package dev.trailtally.standalone.instance;

import dev.trailtally.standalone.Standalone;
import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.database.DataFolder;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Services that run in this process and that a second terminal finds. */
public final class Instance implements AutoCloseable {

    private final Standalone standalone;
    private final AddressFile address;

    private Instance(Standalone standalone, AddressFile address) {
        this.standalone = standalone;
        this.address = address;
    }

    /** Starts without reporting to a user. */
    public static Instance start(StandaloneOptions options) throws IOException {
        return start(options, line -> {});
    }

    /**
     * Starts PostgreSQL and the services, and announces where they answer.
     *
     * @param talk receives messages for the user, a line at a time
     */
    public static Instance start(StandaloneOptions options, Consumer<String> talk) throws IOException {
        var standalone = Standalone.start(options, talk);
        try {
            return new Instance(
                    standalone, AddressFile.write(DataFolder.running(), standalone.port(), real(options.keep())));
        } catch (IOException | RuntimeException e) {
            standalone.close();
            throw e;
        }
    }

    /** Completes if PostgreSQL ends before this is closed, with a message for the user. */
    public CompletableFuture<String> databaseEnd() {
        return standalone.databaseEnd();
    }

    public Channel channel() {
        return standalone.channel();
    }

    public int port() {
        return standalone.port();
    }

    @Override
    public void close() throws IOException {
        try (standalone) {
            address.close();
        }
    }

    private static @Nullable Path real(@Nullable Path folder) throws IOException {
        return folder == null ? null : folder.toRealPath();
    }
}
