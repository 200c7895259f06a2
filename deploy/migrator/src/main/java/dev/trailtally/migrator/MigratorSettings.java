package dev.trailtally.migrator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the migrator takes from the environment. A password is in a variable, or in a file that a variable ending with _FILE names. */
final class MigratorSettings {

    private static final String DEFAULT_URL = "jdbc:postgresql://localhost:5432/trailtally";

    private final Map<String, String> environment;

    MigratorSettings(Map<String, String> environment) {
        this.environment = environment;
    }

    /** MIGRATOR_DATABASE_URL. */
    String url() {
        var url = value("MIGRATOR_DATABASE_URL", DEFAULT_URL);
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "MIGRATOR_DATABASE_URL must start with jdbc:postgresql:, such as " + DEFAULT_URL);
        }
        return url;
    }

    /** MIGRATOR_DATABASE_USER: the owner of the tables. */
    String user() {
        return value("MIGRATOR_DATABASE_USER", "postgres");
    }

    /** MIGRATOR_DATABASE_PASSWORD; empty if PostgreSQL asks for none. */
    String password() {
        var password = password("MIGRATOR_DATABASE_PASSWORD");
        return password == null ? "" : password;
    }

    /** MIGRATOR_WAIT: how long to wait for PostgreSQL; two minutes if it is not set. */
    Duration patience() {
        var text = value("MIGRATOR_WAIT", "2m");
        try {
            return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("MIGRATOR_WAIT must be a time such as 30s or 2m, is " + text, e);
        }
    }

    /** The login of a service, such as COLLECTOR_DATABASE_USER; the service's name if it is not set. */
    String login(String service) {
        return value(service.toUpperCase(Locale.ROOT) + "_DATABASE_USER", service);
    }

    /** The password that the login of a service gets, such as COLLECTOR_DATABASE_PASSWORD; null leaves logins alone. */
    @Nullable
    String loginPassword(String service) {
        return password(service.toUpperCase(Locale.ROOT) + "_DATABASE_PASSWORD");
    }

    private @Nullable String password(String variable) {
        var file = environment.get(variable + "_FILE");
        if (file == null || file.isEmpty()) {
            var value = environment.get(variable);
            return value == null || value.isEmpty() ? null : value;
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(variable + "_FILE cannot be read: " + file, e);
        }
    }

    private String value(String variable, String otherwise) {
        var value = environment.get(variable);
        return value == null || value.isBlank() ? otherwise : value;
    }
}
