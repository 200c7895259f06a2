package dev.trailtally.standalone.summary;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.trailtally.report.v1.Account;
import dev.trailtally.standalone.terminal.TerminalText;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The summary as one JSON document of the contract's messages in protobuf's JSON form: <code>{"scan": Scan, "units":
 * [ScanUnit], "rejections": [Rejection], "rollup": RunRollupResponse, "accounts": [{"account": Account, "serviceUsage":
 * [ServiceUsage], "activity": GetActivitySummaryResponse}]}</code>. Complete but for the lists of "activity", which have
 * their 100 largest entries and count the rest.
 */
public final class JsonSummary {

    private static final int TOP = 100;
    private static final JsonFormat.Printer PRINTER =
            JsonFormat.printer().omittingInsignificantWhitespace().alwaysPrintFieldsWithNoPresence();

    private final PrintWriter out;
    private final SummaryReader reader;

    public JsonSummary(PrintWriter out, SummaryReader reader) {
        this.out = out;
        this.reader = reader;
    }

    /** Prints page by page, so that neither an organization's nor an account's summary need fit into memory. */
    public void print(Collected collected, List<Account> accounts) {
        var scanId = collected.scan().getScanId();
        out.print("{\"scan\":" + json(collected.scan()));
        out.print(",\n\"units\":[");
        reader.forEachUnit(scanId, elements());
        out.print("],\n\"rejections\":[");
        reader.forEachRejection(scanId, elements());
        out.print("],\n\"rollup\":" + json(collected.rollup()));
        out.print(",\n\"accounts\":[");
        for (Iterator<Account> rest = accounts.iterator(); rest.hasNext(); ) {
            print(rest.next());
            out.print(rest.hasNext() ? "," : "");
        }
        out.println("]}");
        out.flush();
    }

    private void print(Account account) {
        out.print("\n{\"account\":" + json(account));
        out.print(",\n\"serviceUsage\":[");
        reader.forEachUsage(account, elements());
        out.print("],\n\"activity\":" + json(reader.activity(account, TOP)) + "}");
    }

    private Consumer<MessageOrBuilder> elements() {
        var separator = new StringBuilder("\n");
        return message -> {
            out.print(separator + json(message));
            separator.replace(0, separator.length(), ",\n");
        };
    }

    private static String json(MessageOrBuilder message) {
        try {
            return TerminalText.json(PRINTER.print(message));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "no JSON form for " + message.getDescriptorForType().getName(), e);
        }
    }
}
