package dev.trailtally.standalone.database;

/** Another process uses the folder of a database, and may release it soon. */
public final class DatabaseInUseException extends DatabaseFolderException {

    DatabaseInUseException(String message) {
        super(message);
    }
}
