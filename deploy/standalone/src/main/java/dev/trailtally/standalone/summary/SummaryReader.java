package dev.trailtally.standalone.summary;

import dev.trailtally.collector.v1.JobState;
import dev.trailtally.collector.v1.LastAccessedJob;
import dev.trailtally.collector.v1.ListLastAccessedJobsRequest;
import dev.trailtally.collector.v1.ListRejectionsRequest;
import dev.trailtally.collector.v1.ListScanUnitsRequest;
import dev.trailtally.collector.v1.Rejection;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.rpc.Pages;
import dev.trailtally.standalone.call.Calls;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Asks the services, page by page, for what a summary shows. */
public final class SummaryReader {

    private static final int PAGE_SIZE = 1_000;
    private static final int USAGE_PAGE_SIZE = 10_000; // each page costs the service a full count

    private final Calls calls;

    public SummaryReader(Channel channel) {
        this.calls = new Calls(channel);
    }

    /**
     * Accounts, those with the most events first.
     *
     * @param accountIds only these; empty for all
     */
    public List<Account> accounts(List<String> accountIds) {
        var request =
                ListAccountsRequest.newBuilder().addAllAccountIds(accountIds).setPageSize(PAGE_SIZE);
        var accounts = new ArrayList<Account>();
        new Pages<>(request.build(), next -> calls.reports().listAccounts(next))
                .forEachRemaining(page -> accounts.addAll(page.getAccountsList()));
        accounts.sort(
                Comparator.comparingLong(Account::getEventCount).reversed().thenComparing(Account::getAccountId));
        return accounts;
    }

    GetActivitySummaryResponse activity(Account account, int top) {
        return calls.reports()
                .getActivitySummary(GetActivitySummaryRequest.newBuilder()
                        .setAccountId(account.getAccountId())
                        .setTop(top)
                        .build());
    }

    /** Every row of an account's service usage; a page of them is in memory. */
    void forEachUsage(Account account, Consumer<? super ServiceUsage> consumer) {
        var request = ListServiceUsageRequest.newBuilder()
                .setAccountId(account.getAccountId())
                .setPageSize(USAGE_PAGE_SIZE);
        new Pages<>(request.build(), next -> calls.reports().listServiceUsage(next))
                .forEachRemaining(page -> page.getServiceUsageList().forEach(consumer));
    }

    /** The first rejections of a scan. */
    List<Rejection> firstRejections(String scanId, int limit) {
        return calls.scans()
                .listRejections(ListRejectionsRequest.newBuilder()
                        .setScanId(scanId)
                        .setPageSize(limit)
                        .build())
                .getRejectionsList();
    }

    void forEachRejection(String scanId, Consumer<? super Rejection> consumer) {
        var request = ListRejectionsRequest.newBuilder().setScanId(scanId).setPageSize(PAGE_SIZE);
        new Pages<>(request.build(), next -> calls.scans().listRejections(next))
                .forEachRemaining(page -> page.getRejectionsList().forEach(consumer));
    }

    public void forEachUnit(String scanId, Consumer<? super ScanUnit> consumer) {
        var request = ListScanUnitsRequest.newBuilder().setScanId(scanId).setPageSize(PAGE_SIZE);
        new Pages<>(request.build(), next -> calls.scans().listScanUnits(next))
                .forEachRemaining(page -> page.getUnitsList().forEach(consumer));
    }

    public void forEachFailedJob(String scanId, Consumer<? super LastAccessedJob> consumer) {
        forEachJob(
                ListLastAccessedJobsRequest.newBuilder().setScanId(scanId).setState(JobState.JOB_STATE_FAILED),
                consumer);
    }

    public void forEachJob(String scanId, Consumer<? super LastAccessedJob> consumer) {
        forEachJob(ListLastAccessedJobsRequest.newBuilder().setScanId(scanId), consumer);
    }

    private void forEachJob(ListLastAccessedJobsRequest.Builder request, Consumer<? super LastAccessedJob> consumer) {
        request.setPageSize(PAGE_SIZE);
        new Pages<>(request.build(), next -> calls.scans().listLastAccessedJobs(next))
                .forEachRemaining(page -> page.getJobsList().forEach(consumer));
    }
}
