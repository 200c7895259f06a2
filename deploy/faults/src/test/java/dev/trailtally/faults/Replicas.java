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
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Two processes of a service, as a client sees them: one name with two addresses, each call to the next of them. */
final class Replicas {

    private static final String SCHEME = "replicas";

    private Replicas() {}

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
