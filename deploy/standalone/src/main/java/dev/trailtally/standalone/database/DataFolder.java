package dev.trailtally.standalone.database;

import java.nio.file.Path;

/** A private folder of the user for files that are kept: the database of LookupEvents, the addresses of running services. */
public final class DataFolder {

    private DataFolder() {}

    /** The folder; it may be missing. */
    public static Path path() {
        return parent().resolve("trailtally");
    }

    /** The default folder of the database. */
    public static Path database() {
        return path().resolve("database");
    }

    /** The folder with the addresses of running services; it may be missing. */
    public static Path running() {
        return path().resolve("running");
    }

    private static Path parent() {
        return Home.parent("trailtally.data", "TRAILTALLY_DATA", "XDG_DATA_HOME", ".local/share");
    }
}
