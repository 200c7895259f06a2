package dev.trailtally.report.account;

import dev.trailtally.report.interval.Span;
import dev.trailtally.report.v1.Coverage;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.OptionalFields;
import org.jspecify.annotations.Nullable;

/** How an account stands: its status, and what was collected of it. */
public record Standing(AccountStatus status, Coverage coverage) {

    /** What a report observed of it. */
    public ReportScope scope(@Nullable Span observed) {
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
