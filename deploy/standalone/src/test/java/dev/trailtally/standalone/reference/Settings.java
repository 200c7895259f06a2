package dev.trailtally.standalone.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The settings of all services: what their properties files take from the environment, and their configuration records. */
final class Settings {

    private static final List<String> SERVICES = List.of("collector", "aggregator", "report");
    private static final Pattern SETTING =
            Pattern.compile("(?<key>[\\w.-]+)=\\$\\{(?<variable>\\w+):(?<value>`[^`]*`|[^}]*)}");

    private final Path root;

    Settings(Path root) {
        this.root = root;
    }

    /** The generated part of deploy/README.md. */
    String text() throws IOException {
        var text = new StringBuilder();
        var records = records();
        for (var service : SERVICES) {
            text.append("\n### ").append(service).append("-service\n\n");
            var own = records.stream().filter(found -> found.prefix().equals(service));
            table(text, Stream.concat(ofFile(service).stream(), own.flatMap(ConfigurationRecord::settings)));
        }
        text.append("\n### All three services\n\n");
        table(
                text,
                records.stream()
                        .filter(found -> !SERVICES.contains(found.prefix()))
                        .flatMap(ConfigurationRecord::settings));
        return text.toString();
    }

    private static void table(StringBuilder text, Stream<Setting> settings) {
        text.append("| key | environment variable | default | meaning |\n|---|---|---|---|\n");
        settings.map(Setting::row).forEach(text::append);
    }

    /** Where a service listens, and its database. */
    private List<Setting> ofFile(String service) throws IOException {
        var file = root.resolve(service + "-service/src/main/resources/application.properties");
        var settings = new ArrayList<Setting>();
        var comment = new StringBuilder();
        boolean inComment = false;
        for (var line : Files.readAllLines(file)) {
            if (line.startsWith("#")) {
                if (!inComment) {
                    comment.setLength(0);
                }
                comment.append(' ').append(line.substring(1).strip());
            }
            inComment = line.startsWith("#");
            var setting = SETTING.matcher(line);
            if (setting.matches()) {
                var value = setting.group("value").replace("`", "");
                settings.add(new Setting(
                        setting.group("key"),
                        setting.group("variable"),
                        value,
                        comment.toString().strip()));
            }
        }
        return settings;
    }

    private List<ConfigurationRecord> records() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().contains("/src/main/java/")
                            && file.toString().endsWith("Configuration.java"))
                    .map(ConfigurationRecord::in)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(ConfigurationRecord::prefix))
                    .toList();
        }
    }
}
