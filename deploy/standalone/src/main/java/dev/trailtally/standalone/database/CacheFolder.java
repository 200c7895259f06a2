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
        var folder = configured();
        try {
            return makePrivate(folder).toRealPath();
        } catch (IOException e) {
            throw new IOException(
                    folder + " cannot be made (" + e.getMessage()
                            + "); set TRAILTALLY_CACHE to a folder that you can write to",
                    e);
        }
    }

    static Path makePrivate(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return folder;
        }
        return Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static Path configured() {
        var property = System.getProperty("trailtally.cache");
        if (property != null) {
            return Path.of(property);
        }
        var ours = System.getenv("TRAILTALLY_CACHE");
        if (ours != null && !ours.isBlank()) {
            return Path.of(ours);
        }
        var common = System.getenv("XDG_CACHE_HOME");
        var parent = common == null || common.isBlank()
                ? Path.of(System.getProperty("user.home", "."), ".cache")
                : Path.of(common);
        return parent.resolve("trailtally");
    }
}
