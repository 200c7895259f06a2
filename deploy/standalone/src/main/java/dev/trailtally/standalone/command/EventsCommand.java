package dev.trailtally.standalone.command;

import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.standalone.event.EventJsonLines;
import dev.trailtally.standalone.event.EventReport;
import dev.trailtally.standalone.event.EventRows;
import dev.trailtally.standalone.rows.CsvRows;
import dev.trailtally.standalone.rows.TsvRows;
import dev.trailtally.standalone.summary.AccountNotices;
import dev.trailtally.standalone.summary.Format;
import dev.trailtally.standalone.terminal.DataWriter;
import io.grpc.Channel;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** trailtally report events: single events. */
@Command(
        name = "events",
        description = {
            "Prints all matching events, one per line. Events of one account are in order of time. With"
                    + " several accounts, blocks of up to 1,000 events of one account alternate, each account in its own order.",
            "",
            "Columns: event_time (with its offset), account_id, region, event_source, event_name, error_code, failed,"
                    + " read_only, principal, principal_key, principal_type, session_name, access_key_id,"
                    + " source_ip_address, user_agent, event_id. Retention may have dropped old events; stderr then reports"
                    + " the time from which events are kept.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  trailtally report events --account 111122223333 --past-hours 24 | head",
            "  trailtally report events --access-key AKIAIOSFODNN7EXAMPLE --order oldest --time-zone Asia/Tokyo",
            "  trailtally report events --ou Production --error-code 'AccessDenied*' --format csv > denied.csv",
            "  trailtally report events --service iam --read-only false --raw --format jsonl | jq '.raw | fromjson'"
        })
final class EventsCommand implements Callable<Integer> {

    /** How they are written. */
    private enum EventFormatName {
        TSV,
        CSV,
        JSONL
    }

    @Mixin
    private ReportOptions report = new ReportOptions();

    @ArgGroup(validate = false, heading = "%nWhich events:%n")
    private EventFilterOptions filter = new EventFilterOptions();

    @Option(
            names = "--format",
            paramLabel = "tsv|csv|jsonl",
            defaultValue = "tsv",
            description =
                    "Tab-separated values (backslash, tab and line ends as \\\\, \\t, \\n and \\r), comma-separated"
                            + " ones (a cell that a spreadsheet could read as a formula starts with an apostrophe), or one JSON"
                            + " object per line, as Event in the .proto files. Default: ${DEFAULT-VALUE}")
    private EventFormatName format = EventFormatName.TSV;

    @Mixin
    private CsvOptions csvOptions = new CsvOptions();

    @Mixin
    private Talk talk = new Talk();

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws IOException {
        csvOptions.check(talk.line(), format == EventFormatName.CSV, "--format csv");
        var question = StreamEventsRequest.newBuilder().setAccounts(report.accounts());
        var period = report.period(clock);
        if (period != null) {
            question.setInterval(period.interval());
        }
        filter.addTo(question);
        var zone = report.zone();
        return report.ask(channel -> print(channel, question.build(), zone));
    }

    private int print(Channel channel, StreamEventsRequest question, ZoneId zone) throws IOException {
        var out = new DataWriter(talk.out());
        csvOptions.begin(out);
        var notices = new AccountNotices(talk.err());
        long events = new EventReport(channel, out, format(out, zone), notices).write(question);
        notices.end(Format.count(events, "event"));
        return ReportOutcome.exitCode(notices, events);
    }

    private Consumer<Event> format(DataWriter out, ZoneId zone) {
        var header = EventRows.header(filter.raw);
        return switch (format) {
            case TSV -> new EventRows(new TsvRows(out, header), zone, filter.raw);
            case CSV -> new EventRows(new CsvRows(out, header), zone, filter.raw);
            case JSONL -> new EventJsonLines(out);
        };
    }
}
