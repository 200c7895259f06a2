package dev.trailtally.benchmarks.run;

import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ReportServiceGrpc;
import io.grpc.Channel;
import java.nio.file.Path;

/**
 * Files -> events -> rollups -> first report, through the product's own gRPC services; in seconds of wall time.
 *
 * @param collectSeconds CreateScan to the end of WatchScan
 * @param rollupSeconds RunRollup: what the aggregator had not rolled up in the meantime
 * @param reportSeconds the first ListAccounts and ListServiceUsage
 * @param lastRolledUp the events that RunRollup still had to add
 */
public record Pipeline(
        double collectSeconds, double rollupSeconds, double reportSeconds, long lastRolledUp, Records records) {

    /** What the scan reports as read; read = stored + duplicate + rejected. */
    public record Records(long read, long stored, long duplicate, long rejected) {}

    public static Pipeline run(Channel channel, Path tree) {
        var begun = System.nanoTime();
        var scan = scan(channel, tree);
        var collected = System.nanoTime();
        var rollup = RollupServiceGrpc.newBlockingStub(channel).runRollup(RunRollupRequest.getDefaultInstance());
        var rolledUp = System.nanoTime();
        firstReport(channel);
        var reported = System.nanoTime();
        return new Pipeline(
                (collected - begun) / 1e9,
                (rolledUp - collected) / 1e9,
                (reported - rolledUp) / 1e9,
                rollup.getEventCount(),
                records(scan.getRecords()));
    }

    public double seconds() {
        return collectSeconds + rollupSeconds + reportSeconds;
    }

    private static Scan scan(Channel channel, Path tree) {
        var scans = ScanServiceGrpc.newBlockingStub(channel);
        var scan = scans.createScan(CreateScanRequest.newBuilder()
                        .setSource(Source.newBuilder()
                                .setFolder(FolderSource.newBuilder().setPath(tree.toString())))
                        .build())
                .getScan();
        var states = scans.watchScan(
                WatchScanRequest.newBuilder().setScanId(scan.getScanId()).build());
        while (states.hasNext()) {
            scan = states.next().getScan();
        }
        if (scan.getState() != ScanState.SCAN_STATE_SUCCEEDED) {
            throw new IllegalStateException("the scan ended as " + scan.getState() + ": " + scan.getFailuresList());
        }
        return scan;
    }

    private static void firstReport(Channel channel) {
        var reports = ReportServiceGrpc.newBlockingStub(channel);
        var account = reports.listAccounts(
                        ListAccountsRequest.newBuilder().setPageSize(1).build())
                .getAccounts(0);
        var usage = reports.listServiceUsage(ListServiceUsageRequest.newBuilder()
                .setAccountId(account.getAccountId())
                .build());
        if (usage.getTotalEventCount() != account.getEventCount()) {
            throw new IllegalStateException("the first report counts %d events of account %s, ListAccounts %d"
                    .formatted(usage.getTotalEventCount(), account.getAccountId(), account.getEventCount()));
        }
    }

    private static Records records(RecordCounts counts) {
        return new Records(counts.getRead(), counts.getStored(), counts.getDuplicate(), counts.getRejected());
    }
}
