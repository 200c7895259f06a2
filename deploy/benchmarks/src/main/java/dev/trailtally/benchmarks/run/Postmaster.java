package dev.trailtally.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The PostgreSQL server of the product, found by the files in the folder that keeps its database.
 *
 * @param pid of its main process
 * @param password of its superuser; empty if none is needed
 */
record Postmaster(long pid, int port, String password) {

    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;

    static Postmaster in(Path keep) throws IOException {
        try (var paths = Files.find(keep, 3, (path, attributes) -> path.endsWith("postmaster.pid"))) {
            var file = paths.findFirst()
                    .orElseThrow(() -> new IOException("no postmaster.pid in " + keep + ": PostgreSQL is not running"));
            var lines = Files.readAllLines(file);
            var password = keep.resolve("superuser-password");
            return new Postmaster(
                    Long.parseLong(lines.get(PID_LINE).strip()),
                    Integer.parseInt(lines.get(PORT_LINE).strip()),
                    Files.exists(password) ? Files.readString(password).strip() : "");
        }
    }

    /** A connection to the database that holds the events. */
    Connection connect() throws SQLException {
        for (var database : databases()) {
            var connection = connect(database);
            if (holdsEvents(connection)) {
                return connection;
            }
            connection.close();
        }
        throw new SQLException("no database on port " + port + " has the table event");
    }

    private List<String> databases() throws SQLException {
        var sql = """
                select datname
                from pg_database
                where datallowconn
                order by datname = 'trailtally' desc, datname
                """;
        try (var connection = connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var names = new ArrayList<String>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    private static boolean holdsEvents(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select to_regclass('public.event') is not null")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private Connection connect(String database) throws SQLException {
        var login = new Properties();
        login.setProperty("user", "postgres");
        login.setProperty("password", password);
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, login);
    }
}
