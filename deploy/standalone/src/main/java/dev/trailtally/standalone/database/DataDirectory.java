package dev.trailtally.standalone.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.commons.io.file.PathUtils;

/**
 * PostgreSQL's data directory, judged by its content.
 *
 * @param path where it is; it may be missing
 */
record DataDirectory(Path path) {

    /** The major version of the embedded server. */
    static final String VERSION = "18";

    // The databases that initdb creates have lower ids.
    private static final long FIRST_USER_ID = 16_384;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** Whether it has a database besides those that initdb creates; nothing can have been stored earlier. */
    boolean holdsDatabase() throws IOException {
        // Not a check for a folder: an unreadable folder is not a missing one.
        try (var names = Files.list(path.resolve("base"))) {
            return names.map(name -> name.getFileName().toString())
                    .anyMatch(name -> name.matches("[0-9]{1,10}") && Long.parseLong(name) >= FIRST_USER_ID);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }

    /** Whether nothing exists at the path; a dangling link counts as existing. */
    boolean isEmpty() throws IOException {
        if (Files.isSymbolicLink(path) && !Files.exists(path)) {
            throw new DatabaseFolderException(path + " is a link to " + Files.readSymbolicLink(path)
                    + ", which does not exist; mount or restore that, then try again");
        }
        return Files.isDirectory(path) ? PathUtils.isEmptyDirectory(path) : !Files.exists(path);
    }

    /** Fails if another version of PostgreSQL created the database. */
    void checkVersion() throws IOException {
        var file = path.resolve("PG_VERSION");
        var version = Files.exists(file) ? Files.readString(file).strip() : "";
        if (!version.equals(VERSION)) {
            throw new DatabaseFolderException(path
                    + (version.isEmpty()
                            ? " is damaged: its file PG_VERSION is missing; restore the folder from a backup"
                            : " is a database of PostgreSQL " + version + ", and this trailtally has PostgreSQL "
                                    + VERSION + "; use the trailtally that made it, or name another folder"));
        }
    }

    /** Renames it, because it was never completed; nothing is deleted. */
    Path moveAside() throws IOException {
        var aside = path.resolveSibling(path.getFileName() + ".incomplete-" + TIME.format(Instant.now()));
        return Files.move(path, aside);
    }
}
