package dev.trailtally.standalone.database;

/** A folder cannot be used for a database; the message tells people what to do. */
public sealed class DatabaseFolderException extends RuntimeException permits DatabaseInUseException {

    DatabaseFolderException(String message) {
        super(message);
    }
}
