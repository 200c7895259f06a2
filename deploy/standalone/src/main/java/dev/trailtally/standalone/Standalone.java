package dev.trailtally.standalone;

import dev.trailtally.standalone.database.DataFolder;
import dev.trailtally.standalone.database.EmbeddedDatabase;
import dev.trailtally.standalone.instance.AddressFile;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The three services in one application context with one gRPC server on 127.0.0.1, on embedded PostgreSQL. */
public final class Standalone implements AutoCloseable {

    private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
    private static final Map<String, Integer> CONNECTIONS = Map.of("collector", 20, "aggregator", 8, "report", 20);

    private final @Nullable Path keep;
    private final EmbeddedDatabase database;
    private final ApplicationContext context;
    private final int port;
    private final ManagedChannel channel;
    private @Nullable AddressFile address;
    private boolean closed;

    private Standalone(@Nullable Path keep, EmbeddedDatabase database, ApplicationContext context, int port) {
        this.keep = keep;
        this.database = database;
        this.context = context;
        this.port = port;
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .build();
    }

    /** Starts without reporting to a user. */
    public static Standalone start(StandaloneOptions options) throws IOException {
        return start(options, line -> {});
    }

    /**
     * Starts PostgreSQL, migrates, then starts the services.
     *
     * @param talk receives messages for the user, a line at a time
     * @throws dev.trailtally.standalone.database.DatabaseFolderException if the folder cannot be used, or has no
     *     database to report on
     */
    public static Standalone start(StandaloneOptions options, Consumer<String> talk) throws IOException {
        var keep = options.keep();
        var database = keep == null || options.collecting()
                ? EmbeddedDatabase.start(keep, talk)
                : EmbeddedDatabase.open(keep, talk);
        try {
            return startServices(database, options);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Announces where it answers, so that a second terminal finds it; returns itself. */
    public Standalone announced() throws IOException {
        try {
            address = AddressFile.write(DataFolder.running(), port, keep == null ? null : keep.toRealPath());
            return this;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Completes if PostgreSQL ends before this is closed, with a message for the user. */
    public CompletableFuture<String> databaseEnd() {
        return database.end();
    }

    /** A channel to the services, which lives as long as this. */
    public ManagedChannel channel() {
        return channel;
    }

    /** The gRPC port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** JDBC URL of the database with the superuser's credentials. */
    public String jdbcUrl() {
        return database.superuserUrl();
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        var announced = address;
        try (database;
                context;
                announced) {
            closeChannel();
        }
    }

    private static Standalone startServices(EmbeddedDatabase database, StandaloneOptions options) {
        var context = ApplicationContext.builder()
                // Each service brings its own application.properties; one of them would win by chance.
                .overrideConfigLocations("classpath:trailtally-standalone")
                .deduceEnvironment(false)
                .banner(false)
                .properties(properties(database, options))
                .build();
        try {
            context.start();
            var server = context.getBean(GrpcEmbeddedServer.class);
            server.start();
            return new Standalone(options.keep(), database, context, server.getPort());
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    private static Map<String, Object> properties(EmbeddedDatabase database, StandaloneOptions options) {
        var properties = new HashMap<String, Object>();
        properties.put("micronaut.application.name", "trailtally");
        // People have the command's own output; the HTTP server, which would show the metrics, is not started.
        properties.put("micronaut.metrics.enabled", false);
        properties.put("grpc.server.host", "127.0.0.1");
        properties.put("grpc.server.port", options.port());
        // A scan may be watched for days, and there is no other replica to turn to.
        properties.put("server.max-connection-age", "30d");
        properties.put(
                "collector.local-roots",
                options.localRoots().stream().map(Path::toString).toList());
        // Whoever uses the command could do the same with the credentials at hand.
        properties.put("collector.allowed-buckets", "*");
        properties.put("collector.allowed-roles", "*");
        properties.put("collector.workers", options.workers());
        properties.put("collector.lease", options.lease().toString());
        properties.put("collector.collecting", options.collecting());
        properties.put("collector.own-scans-only", options.ownScansOnly());
        if (options.awsEndpoint() != null) {
            properties.put("collector.aws-endpoint", options.awsEndpoint().toString());
        }
        CONNECTIONS.forEach((service, connections) -> {
            var datasource = "datasources." + service;
            properties.put(datasource + ".url", database.url() + "?options=-c%20plan_cache_mode=force_custom_plan");
            properties.put(datasource + ".driver-class-name", "org.postgresql.Driver");
            properties.put(datasource + ".dialect", "POSTGRES");
            properties.put(datasource + ".username", service);
            properties.put(datasource + ".password", database.password(service));
            properties.put(datasource + ".maximum-pool-size", connections);
            properties.put(datasource + ".minimum-idle", 1);
        });
        return properties;
    }

    private void closeChannel() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
