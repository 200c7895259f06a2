package dev.trailtally.standalone.database;

import dev.trailtally.standalone.file.FullFileSystem;
import java.io.IOException;
import java.nio.file.FileSystemException;
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

    /** Makes a folder, and those above it, for their owner alone; one that is there stays as it is. */
    public static void makePrivate(Path folder) throws IOException {
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
        return Home.parent("trailtally.cache", "TRAILTALLY_CACHE", "XDG_CACHE_HOME", ".cache");
    }
}
