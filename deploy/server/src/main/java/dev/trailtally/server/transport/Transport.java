package dev.trailtally.server.transport;

import dev.trailtally.server.Loopback;
import io.grpc.ServerBuilder;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.grpc.server.GrpcServerConfiguration;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Gives the gRPC server its certificates and bounds. Without a certificate it listens on this machine only. */
@Singleton
final class Transport implements BeanCreatedEventListener<ServerBuilder<?>> {

    private final GrpcServerConfiguration address;
    private final ServerConfiguration server;
    private final TlsConfiguration tls;
    private final BeanProvider<Certificates> certificates;

    Transport(
            GrpcServerConfiguration address,
            ServerConfiguration server,
            TlsConfiguration tls,
            BeanProvider<Certificates> certificates) {
        this.address = address;
        this.server = server;
        this.tls = tls;
        this.certificates = certificates;
    }

    @Override
    public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
        var builder = (NettyServerBuilder) event.getBean();
        if (tls.enabled()) {
            builder.sslContext(sslContext());
        } else {
            checkPlaintext(Loopback.host(address));
        }
        address.setAwaitTermination(server.stopTimeout());
        return builder.maxInboundMessageSize(server.maxMessageSize())
                .maxInboundMetadataSize(server.maxMetadataSize())
                .maxConnectionIdle(server.maxConnectionIdle().toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(server.minKeepAliveInterval().toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConcurrentCallsPerConnection(server.maxConnectionCalls())
                .maxConnectionAge(server.maxConnectionAge().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAgeGrace(server.maxConnectionAgeGrace().toMillis(), TimeUnit.MILLISECONDS);
    }

    private SslContext sslContext() {
        var files = certificates.get();
        var context = SslContextBuilder.forServer(files.keyManager());
        if (!tls.clientCa().isEmpty()) {
            context.trustManager(files.trustManager())
                    .clientAuth(
                            switch (tls.clientAuth()) {
                                case NONE -> ClientAuth.NONE;
                                case OPTIONAL -> ClientAuth.OPTIONAL;
                                case REQUIRE -> ClientAuth.REQUIRE;
                            });
        }
        try {
            return GrpcSslContexts.configure(context)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException e) {
            throw new ConfigurationException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private void checkPlaintext(String host) {
        if (!server.insecurePlaintext() && !Loopback.isLoopback(host)) {
            throw new ConfigurationException("refusing to listen on " + host
                    + " without TLS: set server.tls.certificate and server.tls.private-key (SERVER_TLS_CERTIFICATE,"
                    + " SERVER_TLS_PRIVATE_KEY), or listen on 127.0.0.1, or, if something else encrypts the traffic,"
                    + " set server.insecure-plaintext=true (SERVER_INSECURE_PLAINTEXT)");
        }
    }
}
