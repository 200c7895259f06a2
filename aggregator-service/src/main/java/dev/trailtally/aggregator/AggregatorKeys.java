package dev.trailtally.aggregator;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.naming.NameUtils;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Refuses to start with a key that nothing reads. */
@Context
final class AggregatorKeys {

    private static final String PREFIX = "aggregator.";
    private static final Set<String> KNOWN = Arrays.stream(AggregatorConfiguration.class.getRecordComponents())
            .map(component -> PREFIX + NameUtils.hyphenate(component.getName(), true))
            .collect(Collectors.toUnmodifiableSet());

    AggregatorKeys(Environment environment) {
        for (var source : environment.getPropertySources()) {
            // Environment variables stay out: a cluster sets AGGREGATOR_PORT and the like for its own purposes.
            if (!(source instanceof EnvironmentPropertySource)) {
                check(source);
            }
        }
    }

    private static void check(PropertySource source) {
        StreamSupport.stream(source.spliterator(), false)
                .filter(key -> key.startsWith(PREFIX) && !KNOWN.contains(NameUtils.hyphenate(key, true)))
                .findFirst()
                .ifPresent(key -> {
                    throw new ConfigurationException("unknown key " + key + " in " + source.getName() + "; known are "
                            + KNOWN.stream().sorted().collect(Collectors.joining(", ")));
                });
    }
}
