package dev.trailtally.standalone.database;

/** The folder of a database has another process, which may be done soon. */
public final class DatabaseInUseException extends DatabaseFolderException {

    DatabaseInUseException(String message) {
        super(message);
    }
}
