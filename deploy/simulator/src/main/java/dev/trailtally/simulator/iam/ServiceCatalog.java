package dev.trailtally.simulator.iam;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Services as IAM names them, with some of the actions that IAM tracks. */
public final class ServiceCatalog {

    private static final Map<String, Service> SERVICES = read();
    private static final Map<Integer, List<String>> NAMESPACES = new ConcurrentHashMap<>();
    private static final List<String> MADE_UP_ACTIONS = List.of("CreateThing", "DeleteThing", "ListThings", "TagThing");

    /** @param trackedActions empty if IAM tracks none */
    public record Service(String namespace, String name, List<String> trackedActions) {

        public Service {
            trackedActions = List.copyOf(trackedActions);
        }
    }

    private ServiceCatalog() {}

    /** A made-up one if the catalog does not know it; every third of those tracks actions. */
    public static Service service(String namespace) {
        var known = SERVICES.get(namespace);
        if (known != null) {
            return known;
        }
        var actions = Math.floorMod(namespace.hashCode(), 3) == 0 ? MADE_UP_ACTIONS : List.<String>of();
        return new Service(namespace, "Service " + namespace, actions);
    }

    /** The first services, up to a count; made-up ones if more are wanted than exist. */
    public static List<String> namespaces(int count) {
        return NAMESPACES.computeIfAbsent(count, ServiceCatalog::listNamespaces);
    }

    private static List<String> listNamespaces(int count) {
        var namespaces = new ArrayList<>(SERVICES.keySet());
        for (var number = namespaces.size(); number < count; number++) {
            namespaces.add("zz-simulated-%04d".formatted(number));
        }
        return List.copyOf(namespaces.subList(0, count));
    }

    /** How many are real. */
    public static int size() {
        return SERVICES.size();
    }

    private static Map<String, Service> read() {
        try (var input = Objects.requireNonNull(ServiceCatalog.class.getResourceAsStream("services.txt"))) {
            var services = new TreeMap<String, Service>();
            for (var line : new String(input.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                var parts = line.split("\\|", -1);
                if (parts.length == 3) {
                    var actions = parts[2].isEmpty() ? List.<String>of() : List.of(parts[2].split(",", -1));
                    services.put(parts[0], new Service(parts[0], parts[1], actions));
                }
            }
            return Collections.unmodifiableMap(services);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
