package dev.trailtally.standalone.database;

import dev.trailtally.standalone.file.FullFileSystem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A private folder of the user for files that can be recreated: PostgreSQL's programs, the sample, temporary databases. */
public final class CacheFolder {

    private CacheFolder() {}

    /**
     * The folder, created if it is missing. Not below /tmp: there another user could plant programs for us to run, and
     * on many systems it is in memory.
     */
    public static Path path() throws IOException {
        var folder = parent().resolve("trailtally");
        try {
            makePrivate(folder);
            // The embedded server creates world-writable files below it.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            return folder.toRealPath();
        } catch (IOException e) {
            if (FullFileSystem.isSaidBy(e)) {
                throw e;
            }
            var reason = e instanceof FileSystemException failure
                    ? DatabaseFolderException.reason(failure)
                    : String.valueOf(e.getMessage());
            throw new DatabaseFolderException(
                    folder + " cannot be created or used: " + reason + "; set TRAILTALLY_CACHE to a folder of your own",
                    e);
        }
    }

    /** Creates a folder and its parents, only for their owner; an existing folder stays unchanged. */
    public static void makePrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** The folder of the embedded server's programs; the library opens it to all, so it is below the private folder. */
    static Path programs() throws IOException {
        var folder = path().resolve("postgresql");
        makePrivate(folder);
        return folder;
    }

    private static Path parent() {
        return Home.parent("trailtally.cache", "TRAILTALLY_CACHE", "XDG_CACHE_HOME", ".cache");
    }
}
