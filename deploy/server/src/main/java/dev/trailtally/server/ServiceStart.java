package dev.trailtally.server;

import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.runtime.Micronaut;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a service as a process of its own. */
public final class ServiceStart {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceStart.class);
    // Behind the properties file and the environment, which have -300 and -200.
    private static final int PRIORITY = -150;

    private ServiceStart() {}

    /**
     * Starts a service and returns; it ends by SIGTERM.
     *
     * @param application its main class
     * @param service its name: the password of its database may be in the file that &lt;SERVICE&gt;_DATABASE_PASSWORD_FILE names
     */
    public static void start(Class<?> application, String service, String[] arguments) {
        // Digits of account ids and of messages must not be those of the machine's language.
        Locale.setDefault(Locale.ROOT);
        try {
            refuseOthers(application.getClassLoader());
            new Service(service)
                    .args(arguments)
                    .banner(false)
                    .mainClass(application)
                    .propertySources(PropertySource.of("password file", password(service, System.getenv()), PRIORITY))
                    .start();
        } catch (ConfigurationException e) {
            refuse(service, e);
        }
    }

    private static void refuse(String service, Throwable reason) {
        LOG.error("{} does not start: {}", service, reason.getMessage());
        System.exit(1);
    }

    /** The beans of all of them would start, with the settings of whichever is first on the class path. */
    private static void refuseOthers(ClassLoader loader) {
        var settings = loader.resources("application.properties")
                .map(URL::toString)
                .sorted()
                .toList();
        if (settings.size() > 1) {
            throw new ConfigurationException("several services are on the class path: " + String.join(", ", settings)
                    + "; start each with the jars of its own folder lib");
        }
    }

    static Map<String, Object> password(String service, Map<String, String> environment) {
        var variable = service.toUpperCase(Locale.ROOT) + "_DATABASE_PASSWORD_FILE";
        var file = environment.get(variable);
        if (file == null || file.isEmpty()) {
            return Map.of();
        }
        try {
            return Map.of(
                    "datasources." + service + ".password",
                    Files.readString(Path.of(file)).strip());
        } catch (IOException e) {
            throw new ConfigurationException(variable + " cannot be read: " + file, e);
        }
    }

    /** Reports a wrong setting in one line, without the beans that lead to it and without a stack trace. */
    private static final class Service extends Micronaut {

        private final String service;

        Service(String service) {
            this.service = service;
        }

        @Override
        protected void handleStartupException(Environment environment, Throwable failure) {
            Throwable reason = null;
            for (var cause = failure; cause != null; cause = cause.getCause()) {
                // Configuration records check themselves by the latter.
                if (cause instanceof ConfigurationException
                        || (cause instanceof IllegalArgumentException && isOurs(cause))) {
                    reason = cause;
                }
            }
            if (reason != null) {
                refuse(service, reason);
            }
            super.handleStartupException(environment, failure);
        }

        // Of a library it is a defect, and needs its stack trace.
        private static boolean isOurs(Throwable failure) {
            var thrownIn = failure.getStackTrace();
            return thrownIn.length > 0 && thrownIn[0].getClassName().startsWith("dev.trailtally.");
        }
    }
}
