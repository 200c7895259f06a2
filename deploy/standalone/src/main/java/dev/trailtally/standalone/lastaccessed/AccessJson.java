package dev.trailtally.standalone.lastaccessed;

import com.google.protobuf.MessageOrBuilder;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.report.v1.AccessScope;
import dev.trailtally.report.v1.ListLastAccessedResponse;
import dev.trailtally.report.v1.ListUnusedAccessResponse;
import dev.trailtally.standalone.summary.JsonText;
import dev.trailtally.standalone.summary.SummaryReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Last-accessed data as one JSON document of the contract's messages in protobuf's JSON form: <code>{"scan": Scan,
 * "units": [ScanUnit], "failedJobs": [LastAccessedJob], "coverage": [AccessCoverage], "scope": AccessScope</code>, then
 * either <code>"entities": [EntityLastAccessed]}</code> or <code>"unusedSince": time, "youngerEntityCount": count, "counts":
 * [UnusedAccessCount], "unusedAccess": [UnusedAccess]}</code>. A page of it at a time is in memory.
 */
public final class AccessJson {

    private final PrintWriter out;
    private final SummaryReader scans;
    private final AccessReader access;

    public AccessJson(PrintWriter out, SummaryReader scans, AccessReader access) {
        this.out = out;
        this.scans = scans;
        this.access = access;
    }

    /** What was last accessed. Returns its scope. */
    public AccessScope printLastAccessed(Scan scan) {
        printScan(scan);
        return print(
                        access.lastAccessed(),
                        ListLastAccessedResponse.getDefaultInstance(),
                        first -> out.print(scope(first.getScope()) + ",\n\"entities\":["),
                        ListLastAccessedResponse::getEntitiesList)
                .getScope();
    }

    /** What is unused. Returns its last page, which says what all of them rest on. */
    public ListUnusedAccessResponse printUnused(Scan scan, Duration unusedFor) {
        printScan(scan);
        return print(
                access.unusedAccess(unusedFor),
                ListUnusedAccessResponse.getDefaultInstance(),
                this::printHead,
                ListUnusedAccessResponse::getUnusedAccessList);
    }

    /** Prints the head of the first page and the rows of all, and returns the last page. */
    private <P> P print(
            Iterator<P> pages, P none, Consumer<P> head, Function<P, List<? extends MessageOrBuilder>> rows) {
        var elements = JsonText.elements(out);
        var page = pages.hasNext() ? pages.next() : none;
        head.accept(page);
        rows.apply(page).forEach(elements);
        while (pages.hasNext()) {
            page = pages.next();
            rows.apply(page).forEach(elements);
        }
        out.println("]}");
        out.flush();
        return page;
    }

    private void printScan(Scan scan) {
        var scanId = scan.getScanId();
        out.print("{\"scan\":" + JsonText.of(scan));
        out.print(",\n\"units\":[");
        scans.forEachUnit(scanId, JsonText.elements(out));
        out.print("],\n\"failedJobs\":[");
        scans.forEachFailedJob(scanId, JsonText.elements(out));
        out.print("],\n\"coverage\":[");
        access.forEachCoverage(JsonText.elements(out));
        out.print("]");
    }

    private void printHead(ListUnusedAccessResponse head) {
        out.print(scope(head.getScope()));
        if (head.hasUnusedSince()) {
            out.print(",\n\"unusedSince\":" + JsonText.of(head.getUnusedSince()));
        }
        out.print(",\n\"youngerEntityCount\":\"" + head.getYoungerEntityCount() + "\"");
        out.print(",\n\"counts\":[");
        head.getCountsList().forEach(JsonText.elements(out));
        out.print("],\n\"unusedAccess\":[");
    }

    private static String scope(AccessScope scope) {
        return ",\n\"scope\":" + JsonText.of(scope);
    }
}
