package dev.trailtally.standalone.instance;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to reach services: with TLS, except on this machine or if plaintext is asked for by name.
 *
 * @param addresses where each service answers
 * @param ca the certificates that sign those of the services, as PEM; null for those that Java trusts
 * @param tokenFile the bearer token; null for none
 * @param certificate the client's certificate chain, as PEM; null for none
 * @param privateKey the key of the certificate, PKCS #8 without a password; null for none
 * @param insecurePlaintext whether not to encrypt
 */
public record Connection(
        ServerAddresses addresses,
        @Nullable Path ca,
        @Nullable Path tokenFile,
        @Nullable Path certificate,
        @Nullable Path privateKey,
        boolean insecurePlaintext) {

    private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
    private static final String SERVICE_CONFIG = "/trailtally/service_config.json";

    public Connection {
        if ((certificate == null) != (privateKey == null)) {
            throw new IllegalArgumentException("--certificate and --private-key belong together.");
        }
        if (insecurePlaintext && (ca != null || certificate != null)) {
            throw new IllegalArgumentException(
                    "--insecure-plaintext excludes --ca, --certificate and --private-key, which are for TLS.");
        }
        if (insecurePlaintext && tokenFile != null && !addresses.areLoopback()) {
            throw new IllegalArgumentException("A token is not sent in plaintext to another machine: leave out"
                    + " --insecure-plaintext, or --token-file.");
        }
    }

    /** Services of this user on this machine. */
    public static Connection local(ServerAddress address) {
        return new Connection(ServerAddresses.all(address), null, null, null, null, true);
    }

    /** A channel to all services, to be closed by the caller. */
    public ServiceChannel open() throws IOException {
        return open(System.getenv());
    }

    ServiceChannel open(Map<String, String> environment) throws IOException {
        var tls = ca == null && certificate == null ? null : sslContext();
        if (tokenFile != null) {
            BearerToken.read(tokenFile);
        }
        var trace = TraceContext.of(environment);
        var channels = new HashMap<ServerAddress, ManagedChannel>();
        for (var address : addresses.byService().values()) {
            if (!channels.containsKey(address)) {
                channels.put(address, channel(address, tls, trace));
            }
        }
        return new ServiceChannel(
                addresses, Map.copyOf(channels), tokenFile == null ? null : new BearerToken(tokenFile));
    }

    private ManagedChannel channel(ServerAddress address, @Nullable SslContext tls, ClientInterceptor trace)
            throws IOException {
        var builder = NettyChannelBuilder.forTarget("dns:///" + address)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .defaultServiceConfig(serviceConfig())
                .intercept(trace)
                .enableRetry();
        if (tls != null) {
            builder.sslContext(tls);
        } else if (insecurePlaintext || address.isLoopback()) {
            builder.usePlaintext();
        }
        return builder.build();
    }

    private SslContext sslContext() throws IOException {
        var context = GrpcSslContexts.forClient();
        try {
            if (ca != null) {
                context.trustManager(readable(ca));
            }
            if (certificate != null && privateKey != null) {
                context.keyManager(readable(certificate), readable(privateKey));
            }
            return context.build();
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "the files of --ca, --certificate and --private-key cannot be used: " + e.getMessage(), e);
        }
    }

    private static File readable(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file + " does not exist or cannot be read");
        }
        return file.toFile();
    }

    /** The retry policy that is shipped with the contract. */
    static Map<String, ?> serviceConfig() throws IOException {
        try (var in = Objects.requireNonNull(Connection.class.getResourceAsStream(SERVICE_CONFIG), SERVICE_CONFIG);
                var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, new TypeToken<Map<String, Object>>() {}.getType());
        }
    }
}
