package dev.trailtally.server.transport;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.X509Bundle;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A server with reflection, health and one more service, as the services start theirs. */
final class TestServer implements AutoCloseable {

    final ApplicationContext context;
    final GrpcEmbeddedServer server;

    TestServer(Map<String, Object> settings, BindableService... services) {
        var properties = new HashMap<String, Object>(Map.of("grpc.server.host", "127.0.0.1", "grpc.server.port", 0));
        properties.putAll(settings);
        context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .properties(properties)
                .build();
        context.start();
        for (var service : services) {
            context.registerSingleton(BindableService.class, service);
        }
        server = context.getBean(GrpcEmbeddedServer.class);
        server.start();
    }

    ManagedChannel plaintext() {
        return NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    ManagedChannel encrypted(X509Bundle trusted, @Nullable X509Bundle client) throws SSLException {
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
