package dev.trailtally.standalone.summary;

import dev.trailtally.collector.v1.JobState;
import dev.trailtally.collector.v1.LastAccessedJob;
import dev.trailtally.collector.v1.ListLastAccessedJobsRequest;
import dev.trailtally.collector.v1.ListRejectionsRequest;
import dev.trailtally.collector.v1.ListScanUnitsRequest;
import dev.trailtally.collector.v1.Rejection;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.ServiceUsage;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks the services, page by page, for what a summary shows. */
public final class SummaryReader {

    private static final int DEADLINE_MINUTES = 5;
    private static final int PAGE_SIZE = 1_000;
    private static final int USAGE_PAGE_SIZE = 10_000; // each page costs the service a full count

    private final Channel channel;

    public SummaryReader(Channel channel) {
        this.channel = channel;
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
        do {
            var page = reports().listAccounts(request.build());
            accounts.addAll(page.getAccountsList());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        accounts.sort(
                Comparator.comparingLong(Account::getEventCount).reversed().thenComparing(Account::getAccountId));
        return accounts;
    }

    GetActivitySummaryResponse activity(Account account, int top) {
        return reports()
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
        do {
            var page = reports().listServiceUsage(request.build());
            page.getServiceUsageList().forEach(consumer);
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
    }

    /** The first rejections of a scan. */
    List<Rejection> firstRejections(String scanId, int limit) {
        return scans().listRejections(ListRejectionsRequest.newBuilder()
                        .setScanId(scanId)
                        .setPageSize(limit)
                        .build())
                .getRejectionsList();
    }

    void forEachRejection(String scanId, Consumer<? super Rejection> consumer) {
        var request = ListRejectionsRequest.newBuilder().setScanId(scanId).setPageSize(PAGE_SIZE);
        do {
            var page = scans().listRejections(request.build());
            page.getRejectionsList().forEach(consumer);
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
    }

    public void forEachUnit(String scanId, Consumer<? super ScanUnit> consumer) {
        var request = ListScanUnitsRequest.newBuilder().setScanId(scanId).setPageSize(PAGE_SIZE);
        do {
            var page = scans().listScanUnits(request.build());
            page.getUnitsList().forEach(consumer);
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
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
        do {
            var page = scans().listLastAccessedJobs(request.build());
            page.getJobsList().forEach(consumer);
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
    }

    private ReportServiceGrpc.ReportServiceBlockingStub reports() {
        return ReportServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_MINUTES, TimeUnit.MINUTES);
    }

    private ScanServiceGrpc.ScanServiceBlockingStub scans() {
        return ScanServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_MINUTES, TimeUnit.MINUTES);
    }
}
