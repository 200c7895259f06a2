package dev.trailtally.standalone.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of the user's own for what has to stay: the database of LookupEvents, the addresses of what runs. */
public final class DataFolder {

    private DataFolder() {}

    /** The folder; it may be missing. */
    public static Path path() {
        return parent().resolve("trailtally");
    }

    /** Where the database is kept unless the user says otherwise. */
    public static Path database() {
        return path().resolve("database");
    }

    /** Whether a database was ever kept there. */
    public static boolean hasDatabase() {
        return Files.exists(database());
    }

    /** The folder with the addresses of what runs, made where it is missing. */
    public static Path running() throws IOException {
        var folder = path().resolve("running");
        CacheFolder.makePrivate(folder);
        return folder;
    }

    private static Path parent() {
        for (var configured : new String[] {
            System.getProperty("trailtally.data"), System.getenv("TRAILTALLY_DATA"), System.getenv("XDG_DATA_HOME")
        }) {
            if (configured != null && !configured.isBlank()) {
                return Path.of(configured).toAbsolutePath();
            }
        }
        return Path.of(System.getProperty("user.home", "."), ".local", "share");
    }
}
