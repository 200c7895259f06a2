package dev.trailtally.faults;

import static java.util.Objects.requireNonNull;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import io.grpc.EquivalentAddressGroup;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Two processes of each service. A client sees one name with two addresses, and each call goes to the next of them. */
final class Replicas implements AutoCloseable {

    private static final String SCHEME = "replicas";
    private static final int COUNT = 2;

    private final Map<Service, List<ServiceProcess>> processes = new EnumMap<>(Service.class);

    /**
     * Does not start them.
     *
     * @param collector settings of the collectors, besides those of the input
     */
    Replicas(PostgresServer postgres, Input input, Map<String, String> collector, Path folder) {
        for (var service : Service.values()) {
            var environment = new HashMap<>(Site.database(postgres, service));
            if (service == Service.COLLECTOR) {
                environment.putAll(input.environment());
                environment.putAll(collector);
            }
            processes.put(
                    service,
                    Stream.generate(() -> new ServiceProcess(service, environment, folder))
                            .limit(COUNT)
                            .toList());
        }
    }

    List<ServiceProcess> of(Service service) {
        return requireNonNull(processes.get(service));
    }

    List<ServiceProcess> all() {
        return processes.values().stream().flatMap(List::stream).toList();
    }

    /** Calls any of them, for scans and for the counts. */
    Client client(Findings findings) {
        var channels = new EnumMap<Service, ManagedChannel>(Service.class);
        processes.forEach((service, each) -> channels.put(service, channel(each)));
        return new Client(service -> requireNonNull(channels.get(service)), service -> Duration.ZERO, findings);
    }

    @Override
    public void close() {
        all().forEach(ServiceProcess::close);
    }

    static ManagedChannel channel(List<ServiceProcess> processes) {
        var ports = String.join(
                ",",
                processes.stream()
                        .map(process -> Integer.toString(process.port))
                        .toList());
        NameResolverRegistry.getDefaultRegistry().register(new Provider());
        return NettyChannelBuilder.forTarget(SCHEME + ":///" + ports)
                .defaultServiceConfig(serviceConfig())
                .defaultLoadBalancingPolicy("round_robin")
                .enableRetry()
                .usePlaintext()
                .build();
    }

    /** The one that clients get with the contract. */
    private static Map<String, ?> serviceConfig() {
        try (var json = new InputStreamReader(
                requireNonNull(Replicas.class.getResourceAsStream("/trailtally/service_config.json")),
                StandardCharsets.UTF_8)) {
            return new Gson().fromJson(json, new TypeToken<Map<String, ?>>() {}.getType());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Provider extends NameResolverProvider {

        @Override
        protected boolean isAvailable() {
            return true;
        }

        @Override
        protected int priority() {
            return 1;
        }

        @Override
        public String getDefaultScheme() {
            return SCHEME;
        }

        @Override
        public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
            return List.of(InetSocketAddress.class);
        }

        @Override
        public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
            return new Addresses(List.of(target.getPath().substring(1).split(",", -1)));
        }
    }

    private static final class Addresses extends NameResolver {

        private final List<String> ports;

        private Addresses(List<String> ports) {
            this.ports = ports;
        }

        @Override
        public String getServiceAuthority() {
            return "localhost";
        }

        @Override
        public void start(Listener2 listener) {
            var addresses = ports.stream()
                    .map(port -> new EquivalentAddressGroup(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port))))
                    .toList();
            listener.onResult(ResolutionResult.newBuilder()
                    .setAddressesOrError(StatusOr.fromValue(addresses))
                    .build());
        }

        @Override
        public void shutdown() {}
    }
}
