package dev.trailtally.migrator;

import java.sql.SQLException;

/** The database has the tables of before the first release. They cannot be converted. */
public final class FormerSchemaException extends SQLException {

    private static final long serialVersionUID = 1;

    FormerSchemaException(String url) {
        super(url + " has the tables of a version before the first release. They cannot be converted."
                + " Name an empty database and scan the logs again: deploy/trailtally scan --logs <folder>.");
    }
}
