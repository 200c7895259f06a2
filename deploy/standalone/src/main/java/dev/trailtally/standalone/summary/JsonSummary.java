package dev.trailtally.standalone.summary;

import dev.trailtally.report.v1.Account;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;

/**
 * The summary as one JSON document of the contract's messages in protobuf's JSON form: <code>{"scan": Scan, "units":
 * [ScanUnit], "rejections": [Rejection], "rollup": RunRollupResponse, "accounts": [{"account": Account, "serviceUsage":
 * [ServiceUsage], "activity": GetActivitySummaryResponse}]}</code>. Complete except for the lists of "activity", which have
 * their 100 largest entries and count the rest.
 */
public final class JsonSummary {

    private static final int TOP = 100;

    private final PrintWriter out;
    private final SummaryReader reader;

    public JsonSummary(PrintWriter out, SummaryReader reader) {
        this.out = out;
        this.reader = reader;
    }

    /** Prints page by page, so that neither an organization's nor an account's summary need fit into memory. */
    public void print(Collected collected, List<Account> accounts) {
        var scanId = collected.scan().getScanId();
        out.print("{\"scan\":" + JsonText.of(collected.scan()));
        out.print(",\n\"units\":[");
        reader.forEachUnit(scanId, JsonText.elements(out));
        out.print("],\n\"rejections\":[");
        reader.forEachRejection(scanId, JsonText.elements(out));
        out.print("],\n\"rollup\":" + JsonText.of(collected.rollup()));
        out.print(",\n\"accounts\":[");
        for (Iterator<Account> rest = accounts.iterator(); rest.hasNext(); ) {
            print(rest.next());
            out.print(rest.hasNext() ? "," : "");
        }
        out.println("]}");
        out.flush();
    }

    private void print(Account account) {
        out.print("\n{\"account\":" + JsonText.of(account));
        out.print(",\n\"serviceUsage\":[");
        reader.forEachUsage(account, JsonText.elements(out));
        out.print("],\n\"activity\":" + JsonText.of(reader.activity(account, TOP)) + "}");
    }
}
