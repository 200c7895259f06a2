package dev.trailtally.collector;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.naming.NameUtils;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Refuses to start with an unknown key: a misspelt setting would silently have no effect. */
@Context
final class UnknownKeys {

    private static final String PREFIX = "collector.";

    UnknownKeys(Environment environment) {
        var known = Arrays.stream(CollectorConfiguration.class.getRecordComponents())
                .map(component -> NameUtils.hyphenate(component.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
        for (var source : environment.getPropertySources()) {
            // Kubernetes sets COLLECTOR_… variables of its own for a service of that name.
            if (!(source instanceof EnvironmentPropertySource)) {
                StreamSupport.stream(source.spliterator(), false)
                        .filter(key -> key.startsWith(PREFIX) && !known.contains(key(key)))
                        .findFirst()
                        .ifPresent(key -> {
                            throw new ConfigurationException("unknown setting " + key + " in " + source.getName()
                                    + "; the collector's are " + known);
                        });
            }
        }
    }

    // "collector.local-roots[0]" is an item of "local-roots".
    private static String key(String property) {
        return NameUtils.hyphenate(property.substring(PREFIX.length()).replaceFirst("\\[.*", ""));
    }
}
