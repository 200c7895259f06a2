package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.configuration.CollectorConfiguration;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each setting by its documented key and its environment variable. */
class SettingsTest {

    private static final Map<String, Object> VALUES = Map.ofEntries(
            Map.entry("collector.local-roots", "/data,/more"),
            Map.entry("collector.s3-endpoint", "http://127.0.0.1:1"),
            Map.entry("collector.allowed-buckets", "logs-*,more"),
            Map.entry("collector.allowed-roles", "audit/TrailReader"),
            Map.entry("collector.aws-endpoint", "http://127.0.0.1:2"),
            Map.entry("collector.s3-list-requests", "7"),
            Map.entry("collector.workers", "3"),
            Map.entry("collector.batch-events", "500"),
            Map.entry("collector.lookup-units", "9"),
            Map.entry("collector.horizon", "30d"),
            Map.entry("collector.lease", "7s"),
            Map.entry("collector.collecting", "false"),
            Map.entry("collector.own-scans-only", "true"));

    private static final CollectorConfiguration BOUND = new CollectorConfiguration(
            List.of("/data", "/more"),
            List.of("logs-*", "more"),
            List.of("audit/TrailReader"),
            "http://127.0.0.1:1",
            "http://127.0.0.1:2",
            7,
            3,
            500,
            9,
            Duration.ofDays(30),
            Duration.ofSeconds(7),
            false,
            true);

    @Test
    void everyKeyOfAPropertiesFileIsBound() {
        assertThat(configuration(PropertySource.of("file", VALUES))).isEqualTo(BOUND);
    }

    @Test
    void everyEnvironmentVariableIsBound() {
        var variables = new TreeMap<String, Object>();
        VALUES.forEach((key, value) -> variables.put(variable(key), value));

        var environment = PropertySource.of(
                "env", variables, PropertyConvention.ENVIRONMENT_VARIABLE, PropertySource.Origin.of("env"));
        assertThat(configuration(environment)).isEqualTo(BOUND);
    }

    @Test
    void theOperatorsPageNamesEachKeyWithItsVariable() throws IOException {
        var documented = new TreeMap<String, String>();
        var row = Pattern.compile("(?m)^\\| `(collector\\.[a-z0-9-]+)` \\| `([A-Z0-9_]+)` \\|");
        var rows = row.matcher(Files.readString(Path.of("../deploy/README.md")));
        while (rows.find()) {
            documented.put(rows.group(1), rows.group(2));
        }
        var expected = new TreeMap<String, String>();
        VALUES.keySet().forEach(key -> expected.put(key, variable(key)));

        assertThat(documented).isEqualTo(expected);
        assertThat(VALUES).hasSize(CollectorConfiguration.class.getRecordComponents().length);
    }

    private static String variable(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static CollectorConfiguration configuration(PropertySource source) {
        try (var context =
                ApplicationContext.builder().propertySources(source).build().start()) {
            return context.getBean(CollectorConfiguration.class);
        }
    }
}
