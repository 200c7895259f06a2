package dev.trailtally.collector.api;

import static dev.trailtally.collector.api.Values.timestamp;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.trailtally.collector.scan.Requests;
import dev.trailtally.collector.scan.ScanProgress;
import dev.trailtally.collector.v1.AccountProgress;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.JobCounts;
import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.RequestCounts;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.collector.v1.UnitCounts;
import dev.trailtally.collector.v1.UnitState;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Units of scans as messages. */
final class UnitMessages {

    private UnitMessages() {}

    static ScanUnit unit(ScanDetails.UnitRow row) {
        var unit = ScanUnit.newBuilder()
                .setAccountId(row.accountId() < 0 ? "" : Values.account(row.accountId()))
                .setRegion(row.region())
                .setRecords(RecordCounts.newBuilder()
                        .setRead(row.readCount())
                        .setStored(row.storedCount())
                        .setDuplicate(row.duplicateCount())
                        .setRejected(row.rejectedCount()));
        var state = row.state();
        if (state == null) {
            return unit.build();
        }
        unit.setState(UnitState.valueOf("UNIT_STATE_" + state.toUpperCase(Locale.ROOT)))
                .setAccountName(requireNonNullElse(row.accountName(), ""))
                .setRequests(requests(row.requestCount(), row.pageCount(), row.throttledCount()))
                .setWindowShare(row.failureCode() != null && row.region().isEmpty() ? 0 : row.windowShare());
        if (row.startTime() != null && row.endTime() != null) {
            unit.setStartTime(timestamp(row.startTime())).setEndTime(timestamp(row.endTime()));
        } else {
            unit.setJobs(jobs(row.jobs()));
        }
        var failure = failure(row);
        if (failure != null) {
            unit.setFailure(failure);
        }
        return unit.build();
    }

    private static @Nullable Failure failure(ScanDetails.UnitRow row) {
        if (row.failureCode() == null) {
            return null;
        }
        var account = Values.account(row.accountId());
        return Failure.newBuilder()
                .setCode(row.failureCode())
                .setMessage(requireNonNullElse(row.failureMessage(), ""))
                .setNextStep(requireNonNullElse(row.nextStep(), ""))
                .setObjectUri(
                        row.startTime() == null
                                ? "iam://" + account
                                : "lookup://" + account + (row.region().isEmpty() ? "" : "/" + row.region()))
                .setAccountId(account)
                .setRegion(row.region())
                .setFailureTime(timestamp(requireNonNull(row.finishedAt(), "finishedAt is null")))
                .build();
    }

    static AccountProgress account(ScanDetails.AccountRow row) {
        var account = AccountProgress.newBuilder()
                .setAccountId(Values.account(row.accountId()))
                .setAccountName(requireNonNullElse(row.accountName(), ""))
                .setUnits(UnitCounts.newBuilder()
                        .setTotal(row.totalUnits())
                        .setPending(row.pendingUnits())
                        .setRunning(row.runningUnits())
                        .setComplete(row.completeUnits())
                        .setFailed(row.failedUnits())
                        .setCancelled(row.cancelledUnits()))
                .setRequests(requests(row.requestCount(), row.pageCount(), row.throttledCount()))
                .setRecordCount(row.recordCount())
                .setWindowShare(row.windowShare());
        var secondsLeft = row.secondsLeft();
        if (row.jobs().total() > 0) {
            account.setJobs(jobs(row.jobs()));
            if (row.windowShare() > 0) {
                account.setRemaining(
                        Values.seconds(row.elapsedSeconds() * (1 - row.windowShare()) / row.windowShare()));
            }
        } else if (secondsLeft != null) {
            account.setRemaining(Values.seconds(secondsLeft));
        }
        return account.build();
    }

    static UnitCounts units(ScanProgress.Units units) {
        return UnitCounts.newBuilder()
                .setTotal(units.total())
                .setPending(units.pending())
                .setRunning(units.running())
                .setComplete(units.complete())
                .setFailed(units.failed())
                .setCancelled(units.cancelled())
                .build();
    }

    static JobCounts jobs(ScanProgress.Jobs jobs) {
        return JobCounts.newBuilder()
                .setTotal(jobs.total())
                .setPending(jobs.pending())
                .setRunning(jobs.running())
                .setDone(jobs.done())
                .setFailed(jobs.failed())
                .setCancelled(jobs.cancelled())
                .build();
    }

    static RequestCounts requests(Requests requests) {
        return requests(requests.sent(), requests.pages(), requests.throttled());
    }

    private static RequestCounts requests(long sent, long pages, long throttled) {
        return RequestCounts.newBuilder()
                .setSent(sent)
                .setPages(pages)
                .setThrottled(throttled)
                .build();
    }
}
