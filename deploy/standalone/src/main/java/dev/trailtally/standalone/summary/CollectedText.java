package dev.trailtally.standalone.summary;

import dev.trailtally.collector.v1.Rejection;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.standalone.terminal.TerminalText;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/** What a scan read, stored and could not use, and why. */
public final class CollectedText {

    private static final int REJECTIONS_SHOWN = 5;
    private static final int NAMES_SHOWN = 5;
    private static final int FAILURES_SHOWN = 5;

    private final PrintWriter out;
    private final SummaryReader reader;
    private final boolean json;
    private final boolean coverageFollows;

    private CollectedText(PrintWriter out, SummaryReader reader, boolean json, boolean coverageFollows) {
        this.out = out;
        this.reader = reader;
        this.json = json;
        this.coverageFollows = coverageFollows;
    }

    /** For a command that prints the rest with --json. */
    static CollectedText withJson(PrintWriter out, SummaryReader reader) {
        return new CollectedText(out, reader, true, false);
    }

    /** For services that keep running and can be asked for the rest. */
    public static CollectedText withCalls(PrintWriter out, SummaryReader reader) {
        return new CollectedText(out, reader, false, false);
    }

    /** For a command that then reports what failed in each account. */
    public static CollectedText beforeCoverage(PrintWriter out, SummaryReader reader) {
        return new CollectedText(out, reader, true, true);
    }

    public void print(Scan scan) {
        out.println("Collected from " + TerminalText.line(location(scan)));
        switch (scan.getSource().getKindCase()) {
            case LAST_ACCESSED -> printJobs(scan);
            case LOOKUP -> {
                var lookup = new UnitsText(out, reader);
                lookup.print(scan);
                printRecords(scan);
                lookup.printFailures(scan);
            }
            case FOLDER, S3, KIND_NOT_SET -> {
                printObjects(scan);
                printRecords(scan);
            }
        }
        printFailures(scan);
    }

    private void printJobs(Scan scan) {
        var jobs = new UnitsText(out, reader);
        jobs.print(scan);
        if (!coverageFollows) {
            jobs.printFailures(scan);
        }
    }

    private void printRecords(Scan scan) {
        var records = scan.getRecords();
        out.println("  records    " + Format.number(records.getRead()) + " read = "
                + Format.number(records.getStored()) + " stored + " + Format.number(records.getDuplicate())
                + " duplicate + " + Format.number(records.getRejected()) + " rejected");
        if (records.getDuplicate() > 0) {
            out.println("  duplicate  " + Format.number(records.getDuplicate())
                    + " were stored already: same account and event id, delivered more than once");
        }
        if (records.getExcluded() > 0) {
            out.println("  left out   " + Format.number(records.getExcluded())
                    + " outside the requested accounts, regions or times");
        }
        printRejections(scan);
    }

    private void printObjects(Scan scan) {
        var objects = scan.getObjects();
        out.println("  files      " + Format.count(objects.getRead() + objects.getUnreadable(), "file") + " ("
                + Format.number(objects.getRead()) + " read, " + Format.number(objects.getUnreadable())
                + " not fully readable"
                + (objects.getPending() == 0 ? "" : ", " + Format.number(objects.getPending()) + " more not read yet")
                + "), " + Format.number(objects.getKnown()) + " known from earlier scans, "
                + Format.number(objects.getIgnored())
                + " without events by design (digests, Config)");
        if (objects.getLeftAlone() > 0) {
            var names = objects.getLeftAloneUrisList().stream()
                    .limit(NAMES_SHOWN)
                    .map(uri -> TerminalText.line(uri.substring(uri.lastIndexOf('/') + 1)))
                    .collect(Collectors.joining(", "));
            out.println("  left alone " + Format.count(objects.getLeftAlone(), "file") + " that are not logs: " + names
                    + (objects.getLeftAlone() > NAMES_SHOWN ? ", …" : ""));
        }
    }

    static String location(Scan scan) {
        var source = scan.getSource();
        return switch (source.getKindCase()) {
            case FOLDER -> source.getFolder().getPath();
            case S3 ->
                "s3://" + source.getS3().getBucket() + "/" + source.getS3().getPrefix();
            case LOOKUP -> UnitsText.location(source.getLookup(), scan.getAccountIdsCount());
            case LAST_ACCESSED -> UnitsText.location(source.getLastAccessed(), scan.getAccountIdsCount());
            case KIND_NOT_SET -> "an unknown source";
        };
    }

    private void printRejections(Scan scan) {
        for (var reason : scan.getRejectionsList()) {
            out.println("  rejected   " + Format.number(reason.getCount()) + " for "
                    + words(reason.getReason().name()));
        }
        if (scan.getRecords().getRejected() == 0) {
            return;
        }
        long shown = 0;
        for (var rejection : reader.firstRejections(scan.getScanId(), REJECTIONS_SHOWN)) {
            out.println("             " + TerminalText.line(describe(rejection)));
            shown += 1 + rejection.getFurtherCount();
        }
        if (shown < scan.getRecords().getRejected()) {
            out.println("             " + Format.number(scan.getRecords().getRejected() - shown)
                    + " more; " + (json ? "--json or " : "") + "ListRejections of scan " + scan.getScanId()
                    + " lists them");
        }
    }

    private static String describe(Rejection rejection) {
        var further = rejection.getFurtherCount() == 0
                ? ""
                : " (and " + Format.count(rejection.getFurtherCount(), "more record") + " of this file)";
        return rejection.getObjectUri() + " record " + rejection.getRecordNumber() + ", byte "
                + rejection.getByteOffset() + ": " + rejection.getDetail() + further;
    }

    /** Failures of accounts of LookupEvents or IAM already have their row. */
    private void printFailures(Scan scan) {
        var byAccount = scan.getSource().hasLookup() || scan.getSource().hasLastAccessed();
        var failures = scan.getFailuresList().stream()
                .filter(failure -> !byAccount || failure.getAccountId().isEmpty())
                .toList();
        for (var failure : failures.subList(0, Math.min(FAILURES_SHOWN, failures.size()))) {
            out.println("  failed     "
                    + TerminalText.line(failure.getCode() + " " + failure.getObjectUri() + ": " + failure.getMessage()
                            + " " + failure.getNextStep()));
        }
        if (!byAccount && scan.getFailureCount() > FAILURES_SHOWN) {
            out.println("             " + Format.count(scan.getFailureCount() - FAILURES_SHOWN, "more failure") + "; "
                    + (json ? "--json" : "GetScan of scan " + scan.getScanId()) + " lists the first 100");
        }
    }

    private static String words(String reason) {
        return reason.replace("REJECTION_REASON_", "");
    }
}
