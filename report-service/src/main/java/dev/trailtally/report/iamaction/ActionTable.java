package dev.trailtally.report.iamaction;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The content of actions.tsv, whose first lines describe its format. */
record ActionTable(String dataSet, Map<String, Service> services) {

    static final ActionTable SHIPPED = shipped();

    ActionTable {
        services = Map.copyOf(services);
    }

    /** A service as CloudTrail knows it: its namespace in IAM, and what its events need. */
    record Service(String namespace, Map<String, NeededPermission> events) {}

    private static ActionTable shipped() {
        var resource = requireNonNull(ActionTable.class.getResourceAsStream("actions.tsv"), "actions.tsv");
        try (var lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            return parse(lines.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ActionTable parse(List<String> lines) {
        var services = new HashMap<String, Service>();
        var dataSet = "";
        var service = new Service("", new HashMap<>());
        for (var line : lines) {
            int tab = line.indexOf('\t');
            switch (line.charAt(0)) {
                case '#' -> {}
                case '=' -> dataSet = line.substring(tab + 1);
                case '@' -> {
                    service = new Service(line.substring(tab + 1), new HashMap<>());
                    services.put(line.substring(1, tab), service);
                }
                default -> service.events().put(tab < 0 ? line : line.substring(0, tab), permission(service, line));
            }
        }
        return new ActionTable(dataSet, services);
    }

    private static NeededPermission permission(Service service, String line) {
        int tab = line.indexOf('\t');
        if (tab < 0) {
            return new NeededPermission.Actions(List.of(service.namespace() + ":" + line));
        }
        var actions = line.substring(tab + 1);
        return actions.equals("-")
                ? new NeededPermission.Unneeded()
                : new NeededPermission.Actions(List.of(actions.split(" ", -1)));
    }
}
