package dev.trailtally.standalone.database;

/** A folder cannot be used for a database; the message tells people what to do. */
public final class DatabaseFolderException extends RuntimeException {

    DatabaseFolderException(String message) {
        super(message);
    }
}
