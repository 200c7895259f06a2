package dev.trailtally.standalone.summary;

import dev.trailtally.collector.v1.Scan;
import dev.trailtally.rpc.RpcTimes;
import dev.trailtally.standalone.rows.CsvRows;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Scans as rows: what each collects and its progress. */
public final class ScanTable {

    public static final List<String> CSV_HEADER = List.of(
            "scan_id",
            "kind",
            "source",
            "state",
            "create_time",
            "finish_time",
            "total_count",
            "pending_count",
            "failure_count",
            "event_count",
            "owner_account_id",
            "owner_arn",
            "waiting_reason",
            "resume_command");

    private final PrintWriter out;
    private final Instant now;

    public ScanTable(PrintWriter out, Instant now) {
        this.out = out;
        this.now = now;
    }

    /** @param resumeLine the command that continues a scan; empty if there is none */
    public void print(List<Scan> scans, Function<Scan, String> resumeLine) {
        var table = new TextTable("", "SCAN", "STATE", "AGE", "DONE", "PENDING", "FAILED", "NEW EVENTS", "SOURCE");
        for (var scan : scans) {
            var count = Count.of(scan);
            table.row(
                    scan.getScanId(),
                    state(scan),
                    age(Duration.between(RpcTimes.instant(scan.getCreateTime()), now)),
                    Format.number(count.total() - count.pending()) + " of " + Format.count(count.total(), count.noun()),
                    Format.number(count.pending()),
                    Format.number(scan.getFailureCount()),
                    Format.number(scan.getRecords().getStored()),
                    CollectedText.location(scan));
        }
        table.print(out);
        scans.stream().map(resumeLine).filter(line -> !line.isEmpty()).forEach(line -> out.println("  " + line));
    }

    /** A row of {@link #CSV_HEADER}. */
    public static List<?> csv(Scan scan, String resumeLine) {
        var count = Count.of(scan);
        return List.of(
                scan.getScanId(),
                scan.getSource().getKindCase().name().toLowerCase(Locale.ROOT),
                CollectedText.location(scan),
                state(scan),
                CsvRows.time(true, scan.getCreateTime()),
                CsvRows.time(scan.hasFinishTime(), scan.getFinishTime()),
                count.total(),
                count.pending(),
                scan.getFailureCount(),
                scan.getRecords().getStored(),
                scan.getOwner().getAccountId(),
                scan.getOwner().getArn(),
                scan.getWaitingReason(),
                resumeLine);
    }

    private static String state(Scan scan) {
        return scan.getState().name().replace("SCAN_STATE_", "").toLowerCase(Locale.ROOT);
    }

    /** "40 s", "12 min", "5 h" or "3 d". */
    private static String age(Duration age) {
        if (age.toMinutes() < 1) {
            return Math.max(0, age.toSeconds()) + " s";
        }
        if (age.toHours() < 1) {
            return age.toMinutes() + " min";
        }
        return age.toDays() < 1 ? age.toHours() + " h" : age.toDays() + " d";
    }

    /** The total and completed work of a scan, in its own unit. */
    private record Count(long total, long pending, String noun) {

        static Count of(Scan scan) {
            var units = scan.getUnits();
            return switch (scan.getSource().getKindCase()) {
                case LOOKUP -> new Count(units.getTotal(), units.getPending() + units.getRunning(), "region");
                case LAST_ACCESSED -> {
                    var jobs = scan.getJobs();
                    yield new Count(jobs.getTotal(), jobs.getPending() + jobs.getRunning(), "job");
                }
                case FOLDER, S3, KIND_NOT_SET ->
                    new Count(scan.getObjects().getListed(), scan.getObjects().getPending(), "file");
            };
        }
    }
}
