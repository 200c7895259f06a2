package dev.trailtally.report.account;

import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.OptionalFields;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a report observed. */
public final class Scopes {

    private Scopes() {}

    public static ReportScope of(Snapshot snapshot, AccountStatus status, @Nullable Span observed) throws SQLException {
        var coverage = Coverages.of(snapshot, status);
        var scope = ReportScope.newBuilder()
                .setAccountId(AccountIds.format(status.accountId()))
                .setCoverage(coverage);
        OptionalFields.set(status.name(), scope::setAccountName);
        if (observed != null) {
            scope.setObserved(observed.message());
        }
        OptionalFields.setTime(status.completeUntil(), scope::setCompleteUntil);
        return scope.build();
    }
}
