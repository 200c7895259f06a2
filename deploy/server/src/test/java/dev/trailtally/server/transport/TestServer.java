package dev.trailtally.server.transport;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.X509Bundle;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A server with reflection, health and further beans, as the services start theirs. */
public final class TestServer implements AutoCloseable {

    final ApplicationContext context;
    final GrpcEmbeddedServer server;

    public TestServer(Map<String, Object> settings, Object... beans) {
        var properties = new HashMap<String, Object>(Map.of("grpc.server.host", "127.0.0.1", "grpc.server.port", 0));
        properties.putAll(settings);
        context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .properties(properties)
                .build();
        context.start();
        for (var bean : beans) {
            if (bean instanceof Clock clock) {
                context.registerSingleton(Clock.class, clock, Qualifiers.byName("callers"));
            } else {
                context.registerSingleton(bean);
            }
        }
        server = context.getBean(GrpcEmbeddedServer.class);
        server.start();
    }

    public int port() {
        return server.getPort();
    }

    public double gauge(String name) {
        return context.getBean(MeterRegistry.class).get(name).gauge().value();
    }

    public ManagedChannel plaintext() {
        return NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    public ManagedChannel encrypted(X509Bundle trusted, @Nullable X509Bundle client) throws SSLException {
        var context = GrpcSslContexts.forClient().trustManager(trusted.getCertificate());
        if (client != null) {
            context = identified(context, client);
        }
        return NettyChannelBuilder.forAddress("localhost", server.getPort())
                .sslContext(context.build())
                .build();
    }

    private static SslContextBuilder identified(SslContextBuilder context, X509Bundle client) {
        return context.keyManager(client.getKeyPair().getPrivate(), client.getCertificatePath());
    }

    @Override
    public void close() {
        context.close();
    }
}
