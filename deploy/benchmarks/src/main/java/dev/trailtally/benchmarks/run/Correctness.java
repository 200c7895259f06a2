package dev.trailtally.benchmarks.run;

import com.google.protobuf.Timestamp;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.VerifyRollupsRequest;
import dev.trailtally.aggregator.v1.VerifyRollupsResponse;
import dev.trailtally.benchmarks.logs.Truth;
import dev.trailtally.benchmarks.logs.Truth.AccountTruth;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc.ReportServiceBlockingStub;
import dev.trailtally.rpc.Pages;
import io.grpc.Channel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares what the product reports with what the generator counted. */
public final class Correctness {

    private static final int LISTED = 20;

    private final ReportServiceBlockingStub reports;
    private final Channel channel;
    private final List<String> differences = new ArrayList<>();

    public Correctness(Channel channel) {
        this.channel = channel;
        this.reports = ReportServiceGrpc.newBlockingStub(channel);
    }

    /** Every difference in words, limited for each account; only an empty list is good. */
    public List<String> differences(Truth truth) {
        var accounts = new TreeMap<String, Account>();
        Accounts.all(reports).forEach(account -> accounts.put(account.getAccountId(), account));
        compare("the accounts", truth.accounts().keySet(), accounts.keySet());
        truth.accounts().forEach((id, expected) -> {
            var account = accounts.get(id);
            if (account != null) {
                compare(id, expected, account);
            }
        });
        return List.copyOf(differences);
    }

    /** How many differences VerifyRollups finds. */
    public long rollupDifferences() {
        var differenceCount = -1L;
        var found = RollupServiceGrpc.newBlockingStub(channel).verifyRollups(VerifyRollupsRequest.getDefaultInstance());
        while (found.hasNext()) {
            var result = found.next();
            if (result.getResultCase() == VerifyRollupsResponse.ResultCase.SUMMARY) {
                differenceCount = result.getSummary().getDifferenceCount();
            }
        }
        if (differenceCount < 0) {
            throw new IllegalStateException("VerifyRollups ended without a summary");
        }
        return differenceCount;
    }

    private void compare(String id, AccountTruth expected, Account found) {
        compare(id + ": events", expected.eventsUnique(), found.getEventCount());
        compare(id + ": failed events", expected.failedUnique(), found.getFailedCount());
        compare(id + ": first event", expected.firstEvent(), instant(found.getFirstEventTime()));
        compare(id + ": last event", expected.lastEvent(), instant(found.getLastEventTime()));
        var counts = usage(id);
        var keys = new TreeSet<>(counts.keySet());
        keys.addAll(expected.bySourceNameError().keySet());
        keys.stream()
                .filter(key ->
                        !expected.bySourceNameError().getOrDefault(key, 0L).equals(counts.getOrDefault(key, 0L)))
                .limit(LISTED)
                .forEach(key -> compare(
                        id + ": " + key,
                        expected.bySourceNameError().getOrDefault(key, 0L),
                        counts.getOrDefault(key, 0L)));
    }

    private Map<String, Long> usage(String accountId) {
        var counts = new TreeMap<String, Long>();
        var request =
                ListServiceUsageRequest.newBuilder().setAccountId(accountId).setPageSize(10_000);
        new Pages<>(request.build(), reports::listServiceUsage)
                .forEachRemaining(page -> page.getServiceUsageList()
                        .forEach(row -> counts.merge(
                                Truth.key(row.getEventSource(), row.getEventName(), row.getErrorCode()),
                                row.getEventCount(),
                                Long::sum)));
        return counts;
    }

    private void compare(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            differences.add("%s: expected %s, found %s".formatted(what, expected, found));
        }
    }

    private static String instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
    }
}
