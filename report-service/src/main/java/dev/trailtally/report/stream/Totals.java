package dev.trailtally.report.stream;

import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.StreamTotals;
import dev.trailtally.rpc.RpcTimes;

/** What a stream has sent so far, by all its readers. */
final class Totals {

    private final StreamTotals.Builder sum = StreamTotals.newBuilder();
    private boolean incomplete;

    synchronized void add(AccountAnswer<?> answer) {
        sum.setEventCount(sum.getEventCount() + answer.eventCount())
                .setFailedEventCount(sum.getFailedEventCount() + answer.failedCount());
        if (answer.rest() == null) {
            sum.setAnsweredCount(sum.getAnsweredCount() + 1);
            add(answer.scope());
        }
    }

    private void add(ReportScope scope) {
        if (!scope.hasCompleteUntil()) {
            incomplete = true;
        } else if (!sum.hasCompleteUntil()
                || RpcTimes.instant(scope.getCompleteUntil()).isBefore(RpcTimes.instant(sum.getCompleteUntil()))) {
            sum.setCompleteUntil(scope.getCompleteUntil());
        }
    }

    synchronized void addFailure() {
        sum.setFailedCount(sum.getFailedCount() + 1);
    }

    synchronized StreamTotals message(long hiddenAccountCount) {
        sum.setHiddenAccountCount(hiddenAccountCount);
        sum.setAccountCount(sum.getAnsweredCount() + sum.getFailedCount());
        return incomplete ? sum.clearCompleteUntil().build() : sum.build();
    }
}
