package dev.trailtally.standalone.instance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each service answers.
 *
 * @param byService addresses by "collector", "aggregator" and "report"; at least one
 */
public record ServerAddresses(Map<String, ServerAddress> byService) {

    private static final List<String> SERVICES = List.of("collector", "aggregator", "report");

    public ServerAddresses {
        byService = Map.copyOf(byService);
    }

    /** One address, such as that of a proxy, for all services. */
    public static ServerAddresses all(ServerAddress address) {
        var all = new LinkedHashMap<String, ServerAddress>();
        SERVICES.forEach(service -> all.put(service, address));
        return new ServerAddresses(all);
    }

    /** Reads host:port, or service=host:port,…. */
    public static ServerAddresses parse(String text) {
        if (!text.contains("=")) {
            return all(ServerAddress.parse(text));
        }
        var addresses = new LinkedHashMap<String, ServerAddress>();
        for (var part : text.split(",", -1)) {
            var equals = part.indexOf('=');
            var service = equals < 0 ? part : part.substring(0, equals);
            if (!SERVICES.contains(service)) {
                throw new IllegalArgumentException(
                        "a service is collector, aggregator or report, as in report=<host>:<port>, got " + part);
            }
            if (addresses.put(service, ServerAddress.parse(part.substring(equals + 1))) != null) {
                throw new IllegalArgumentException(service + " has two addresses in " + text);
            }
        }
        return new ServerAddresses(addresses);
    }

    boolean areLoopback() {
        return byService.values().stream().allMatch(ServerAddress::isLoopback);
    }
}
