package dev.trailtally.standalone.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A folder of the user's own for what can be made again: PostgreSQL's programs, the sample, temporary databases. */
public final class CacheFolder {

    private CacheFolder() {}

    /**
     * The folder, made where it is missing. Not below /tmp: there another user could leave programs for us to run, and
     * on many systems it lives in memory.
     */
    public static Path path() throws IOException {
        var folder = parent().resolve("trailtally");
        try {
            makePrivate(folder);
            // What the embedded server makes below it is writable for all.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            return folder.toRealPath();
        } catch (IOException e) {
            throw new IOException(
                    folder + " cannot be made or used (" + e.getMessage()
                            + "); set TRAILTALLY_CACHE to a folder of your own",
                    e);
        }
    }

    static void makePrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** Where the embedded server's programs are; the library opens it to all, so it lies below the private folder. */
    static Path programs() throws IOException {
        var folder = path().resolve("postgresql");
        makePrivate(folder);
        return folder;
    }

    private static Path parent() {
        for (var configured : new String[] {
            System.getProperty("trailtally.cache"), System.getenv("TRAILTALLY_CACHE"), System.getenv("XDG_CACHE_HOME")
        }) {
            if (configured != null && !configured.isBlank()) {
                return Path.of(configured);
            }
        }
        return Path.of(System.getProperty("user.home", "."), ".cache");
    }
}
