package dev.trailtally.server;

import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.ConfigurationReader;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Refuses to start with an unknown key, for which the default would silently apply. Known are the components of this project's
 * configuration records; a key is checked if it is below the first word of one of their prefixes.
 */
@Context
final class KnownKeys {

    private static final String PROJECT = "dev.trailtally.";
    private static final Pattern CAPITAL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    KnownKeys(BeanContext beans, Environment environment) {
        var known = beans.getBeanDefinitions(Qualifiers.byStereotype(ConfigurationReader.class)).stream()
                .filter(record -> record.getBeanType().getName().startsWith(PROJECT))
                .flatMap(KnownKeys::keys)
                .collect(Collectors.toCollection(TreeSet::new));
        var roots = known.stream().map(KnownKeys::root).collect(Collectors.toUnmodifiableSet());
        for (var source : environment.getPropertySources()) {
            // The environment is shared with other programs: Kubernetes sets COLLECTOR_… variables for a service of
            // that name.
            if (!(source instanceof EnvironmentPropertySource)) {
                StreamSupport.stream(source.spliterator(), false)
                        .filter(key -> roots.contains(root(key)) && !known.contains(lookedUp(key)))
                        .findFirst()
                        .ifPresent(key -> {
                            throw new ConfigurationException("unknown setting " + key + " in " + source.getName()
                                    + "; known are " + below(root(key), known));
                        });
            }
        }
    }

    private static Stream<String> keys(BeanDefinition<?> record) {
        var prefix = record.stringValue(ConfigurationReader.class, ConfigurationReader.PREFIX)
                .orElseThrow();
        var components = record.getBeanType().getRecordComponents();
        if (components == null) {
            throw new IllegalStateException(record.getBeanType() + " is no record");
        }
        return Arrays.stream(components).map(component -> prefix + "." + hyphenated(component.getName()));
    }

    // Micronaut's own would make "s3endpoint" of "s3Endpoint".
    private static String hyphenated(String component) {
        return CAPITAL.matcher(component).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    private static String root(String key) {
        return key.replaceFirst("[.\\[].*", "");
    }

    // As Micronaut looks it up; "collector.local-roots[0]" is an item of "collector.local-roots".
    private static String lookedUp(String key) {
        return NameUtils.hyphenate(key.replaceFirst("\\[.*", ""), true);
    }

    private static Set<String> below(String root, Set<String> known) {
        return known.stream().filter(key -> root(key).equals(root)).collect(Collectors.toCollection(TreeSet::new));
    }
}
