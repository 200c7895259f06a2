package dev.trailtally.report.stream;

import com.google.protobuf.MessageLite;
import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.snapshot.Snapshots;
import io.grpc.Context;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Supplier;

/** Answers accounts a few at a time, in as many streams as there are callers. */
@Singleton
public final class AccountStreams {

    private final Snapshots snapshots;
    private final StreamConnections connections;

    // Half of the connections are left for the other calls, which fail if they wait too long; streams wait their turn.
    AccountStreams(Snapshots snapshots, @Value("${datasources.report.maximum-pool-size:10}") int connectionCount) {
        this.snapshots = snapshots;
        this.connections = new StreamConnections(Math.max(1, connectionCount / 2));
    }

    /** Runs a report when one of the connections that streams may hold is free. */
    public <T> T inTurn(Supplier<T> report) {
        return connections.take(report);
    }

    /** Sends all accounts, then the totals; fails if the stream cannot continue. */
    public <M extends MessageLite> void send(AskedAccounts asked, AccountReport<M> report, StreamSender<M> sender) {
        var selected = snapshots.read(asked::selectUnchecked);
        var context = Context.current().withCancellation();
        try {
            var totals = new AccountStream<>(snapshots, connections, report, sender).send(selected.ids(), context);
            sender.awaitReady();
            sender.send(List.of(report.totals(totals.message(selected.hiddenCount()))));
        } finally {
            context.cancel(null);
        }
    }
}
