package dev.trailtally.collector.scan;

import dev.trailtally.authorization.v1.Role;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.GetScanRequest;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanServiceGrpc.ScanServiceBlockingStub;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.server.caller.NamedCallers;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** A collector that lists and serves, on a test database of its own, called over a real channel. */
final class ScanServer implements AutoCloseable {

    private final TestDatabase database = TestDatabase.create();
    private final ApplicationContext context;
    private final ManagedChannel channel;

    /** @param root of the folders that scans may read */
    ScanServer(Path root) {
        var properties = new HashMap<String, Object>(database.datasource("collector"));
        properties.put("grpc.server.port", 0);
        properties.put("collector.local-roots", root.toString());
        properties.put("collector.allowed-buckets", "*");
        properties.put("collector.allowed-roles", "*");
        properties.put("collector.workers", 0); // tests read the objects themselves
        context = ApplicationContext.builder()
                .properties(properties)
                .singletons(new NamedCallers())
                .start();
        var server = context.getBean(GrpcEmbeddedServer.class);
        server.start();
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    TestDatabase database() {
        return database;
    }

    ManagedChannel channel() {
        return channel;
    }

    ScanServiceBlockingStub scans() {
        return ScanServiceGrpc.newBlockingStub(channel);
    }

    /** As an operator of an account, or of all accounts below an organizational unit. */
    ScanServiceBlockingStub scansOf(String caller, String accounts) {
        return ScanServiceGrpc.newBlockingStub(NamedCallers.channel(channel, caller, Role.ROLE_OPERATOR, accounts));
    }

    ObjectClaims claims() {
        return context.getBean(ObjectClaims.class);
    }

    OrganizationCharts charts() {
        return context.getBean(OrganizationCharts.class);
    }

    /** A setting of the collector's connections. */
    String databaseSetting(String name) {
        return context.getBean(ScanDatabase.class).statement(connection -> {
            try (var statement = connection.prepareStatement("select current_setting(?)")) {
                statement.setString(1, name);
                try (var rows = statement.executeQuery()) {
                    rows.next();
                    return rows.getString(1);
                }
            }
        });
    }

    static CreateScanRequest.Builder folder(Path path) {
        return CreateScanRequest.newBuilder()
                .setSource(
                        Source.newBuilder().setFolder(FolderSource.newBuilder().setPath(path.toString())));
    }

    dev.trailtally.collector.v1.Scan scan(String scanId) {
        return scans().getScan(GetScanRequest.newBuilder().setScanId(scanId).build())
                .getScan();
    }

    /** Marks a claimed object as read, as the pipeline does with each batch. */
    void finish(ClaimedObject object) {
        update("update log_object set state = 'read', finished_at = now() where object_id = ?", object.objectId());
    }

    void update(String sql, @Nullable Object... values) {
        try (var owner = database.owner();
                var statement = owner.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        context.close();
        database.close();
    }
}
