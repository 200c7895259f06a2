package dev.trailtally.report;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.naming.NameUtils;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Stops the start if a key under "report" is unknown: with a misspelt key, the default would silently apply. */
@Context
final class KnownKeys {

    private static final Set<String> KEYS = Set.of("report.timeout", "report.event-walk-time");

    KnownKeys(Environment environment) {
        var unknown = environment.getPropertySources().stream()
                // The environment is shared with other programs: a variable REPORT_… may belong to another one.
                .filter(source -> !(source instanceof EnvironmentPropertySource))
                .flatMap(source -> StreamSupport.stream(source.spliterator(), false))
                .filter(key -> key.startsWith("report."))
                .filter(key -> !KEYS.contains(NameUtils.hyphenate(key, true)))
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            throw new ConfigurationException("unknown configuration %s; known keys are %s"
                    .formatted(unknown, KEYS.stream().sorted().toList()));
        }
    }
}
