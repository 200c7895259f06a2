package dev.trailtally.standalone.database;

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

    /** The folder with the addresses of what runs; it may be missing. */
    public static Path running() {
        return path().resolve("running");
    }

    private static Path parent() {
        return Home.parent("trailtally.data", "TRAILTALLY_DATA", "XDG_DATA_HOME", ".local/share");
    }
}
