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
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Refuses to start with an unknown key or an unreadable value, for which the default would silently apply. Known are the components of this project's
 * configuration records; a key is checked if it is below the first word of one of their prefixes.
 */
@Context
final class KnownKeys {

    private static final String PROJECT = "dev.trailtally.";
    private static final Pattern BOOLEAN = Pattern.compile("true|false", Pattern.CASE_INSENSITIVE);
    private static final Pattern CAPITAL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    KnownKeys(BeanContext beans, Environment environment) {
        var types = beans.getBeanDefinitions(Qualifiers.byStereotype(ConfigurationReader.class)).stream()
                .filter(record -> record.getBeanType().getName().startsWith(PROJECT))
                .flatMap(KnownKeys::components)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        types.forEach((key, type) -> checkValue(environment, key, type));
        var known = new TreeSet<>(types.keySet());
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

    /** Keys and their types. */
    private static Stream<Map.Entry<String, Class<?>>> components(BeanDefinition<?> record) {
        var prefix = record.stringValue(ConfigurationReader.class, ConfigurationReader.PREFIX)
                .orElseThrow();
        var components = record.getBeanType().getRecordComponents();
        if (components == null) {
            throw new IllegalStateException(record.getBeanType() + " is no record");
        }
        return Arrays.stream(components)
                .map(component -> Map.entry(prefix + "." + hyphenated(component.getName()), component.getType()));
    }

    /** Micronaut takes what it cannot convert for absent; an empty value is absent indeed. */
    private static void checkValue(Environment environment, String key, Class<?> type) {
        var text = environment.getProperty(key, String.class).orElse("");
        var readable = type == boolean.class
                ? BOOLEAN.matcher(text).matches()
                : environment.getProperty(key, type).isPresent();
        if (!text.isBlank() && !readable) {
            throw new ConfigurationException(key + " is \"" + text + "\", but must be " + form(type));
        }
    }

    private static String form(Class<?> type) {
        if (type == Duration.class) {
            return "a duration such as 30s, 5m, 12h or 90d";
        }
        return type == boolean.class ? "true or false" : "a whole number";
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
