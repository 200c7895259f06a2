package dev.trailtally.standalone.lastaccessed;

import dev.trailtally.collector.v1.Scan;
import dev.trailtally.report.v1.AccessScope;
import dev.trailtally.report.v1.ListUnusedAccessResponse;
import dev.trailtally.standalone.summary.JsonText;
import dev.trailtally.standalone.summary.SummaryReader;
import java.io.PrintWriter;
import java.time.Duration;

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
        var pages = access.lastAccessed();
        var scope = AccessScope.getDefaultInstance();
        var elements = JsonText.elements(out);
        if (!pages.hasNext()) {
            out.print(scope(scope) + ",\n\"entities\":[");
        }
        for (var first = true; pages.hasNext(); first = false) {
            var page = pages.next();
            scope = page.getScope();
            if (first) {
                out.print(scope(scope) + ",\n\"entities\":[");
            }
            page.getEntitiesList().forEach(elements);
        }
        end();
        return scope;
    }

    /** What is unused. Returns its last page, which says what all of them rest on. */
    public ListUnusedAccessResponse printUnused(Scan scan, Duration unusedFor) {
        printScan(scan);
        var pages = access.unusedAccess(unusedFor);
        var elements = JsonText.elements(out);
        var head = ListUnusedAccessResponse.getDefaultInstance();
        if (!pages.hasNext()) {
            printHead(head);
        }
        for (var first = true; pages.hasNext(); first = false) {
            head = pages.next();
            if (first) {
                printHead(head);
            }
            head.getUnusedAccessList().forEach(elements);
        }
        end();
        return head;
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

    private void end() {
        out.println("]}");
        out.flush();
    }

    private static String scope(AccessScope scope) {
        return ",\n\"scope\":" + JsonText.of(scope);
    }
}
