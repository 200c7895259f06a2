package dev.trailtally.standalone.database;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** A folder cannot be used for a database; the message says what to do. */
public sealed class DatabaseFolderException extends RuntimeException permits DatabaseInUseException {

    DatabaseFolderException(String message) {
        super(message);
    }

    DatabaseFolderException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What the operating system says, in words. */
    static String reason(FileSystemException failure) {
        var file = failure.getFile() == null ? "" : " on " + failure.getFile();
        if (failure instanceof AccessDeniedException) {
            return "permission denied" + file;
        }
        return (failure.getReason() == null ? failure.getClass().getSimpleName() : failure.getReason()) + file;
    }
}
