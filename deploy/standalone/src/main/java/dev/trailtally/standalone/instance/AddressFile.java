package dev.trailtally.standalone.instance;

import dev.trailtally.standalone.database.CacheFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A file that shows a second terminal where services answer; it is deleted when they are closed. */
public final class AddressFile implements AutoCloseable {

    private static final String SUFFIX = ".address";

    private final Path file;

    private AddressFile(Path file) {
        this.file = file;
    }

    /** Announces that this process answers on a port; creates the folder if it is missing. */
    public static AddressFile write(Path folder, int port, @Nullable Path database) throws IOException {
        var instance = RunningInstance.here(port, database);
        var properties = new Properties();
        properties.setProperty("server", instance.server().toString());
        properties.setProperty("pid", Long.toString(instance.pid()));
        properties.setProperty("started", instance.started().toString());
        if (database != null) {
            properties.setProperty("database", database.toString());
        }
        CacheFolder.makePrivate(folder);
        var temporary = Files.createTempFile(folder, "new", ".tmp");
        try (var writer = Files.newBufferedWriter(temporary)) {
            properties.store(writer, null);
        }
        var file = folder.resolve(instance.pid() + "-" + port + SUFFIX);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new AddressFile(file);
    }

    /** The running services, newest first; files of killed processes are deleted. */
    public static List<RunningInstance> running(Path folder) throws IOException {
        var running = new ArrayList<RunningInstance>();
        if (!Files.isDirectory(folder)) {
            return running;
        }
        try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (var file : files) {
                var instance = read(file);
                if (instance.isPresent() && instance.get().alive()) {
                    running.add(instance.get());
                } else {
                    Files.deleteIfExists(file);
                }
            }
        }
        running.sort(Comparator.comparing(RunningInstance::started).reversed());
        return running;
    }

    /** Where the services of a database answer; empty if none runs. */
    public static Optional<ServerAddress> serving(Path folder, Path database) throws IOException {
        var real = database.toRealPath();
        return running(folder).stream()
                .filter(instance -> real.equals(instance.database()))
                .findFirst()
                .map(RunningInstance::server);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be deleted", e);
        }
    }

    private static Optional<RunningInstance> read(Path file) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            var database = properties.getProperty("database");
            return Optional.of(new RunningInstance(
                    ServerAddress.parse(properties.getProperty("server", "")),
                    Long.parseLong(properties.getProperty("pid", "")),
                    Instant.parse(properties.getProperty("started", "")),
                    database == null ? null : Path.of(database)));
        } catch (NoSuchFileException | IllegalArgumentException | DateTimeException e) {
            // Closed in the meantime, or not an address.
            return Optional.empty();
        }
    }
}
