package dev.trailtally.standalone.command;

import dev.trailtally.standalone.serviceusage.UsageCsv;
import dev.trailtally.standalone.serviceusage.UsageJson;
import dev.trailtally.standalone.serviceusage.UsageQuestion;
import dev.trailtally.standalone.serviceusage.UsageReport;
import dev.trailtally.standalone.summary.AccountNotices;
import dev.trailtally.standalone.summary.Format;
import dev.trailtally.standalone.terminal.DataWriter;
import io.grpc.Channel;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** trailtally report service-usage: how often each action was called. */
@Command(
        name = "service-usage",
        description = {
            "Prints how often each action of each service was called, with which error codes.",
            "",
            "The JSON is an array with one element for each account, UTC month, region and service:",
            "  account {identifier, name}, description, partition {year, month, region},",
            "  results {event_source, service_usage [{event_name, error_code, count}]}",
            "year and month are strings of four and two digits; error_code is empty if there was no error. If the time"
                    + " starts or ends within a month, only that part counts; description says which. An account that"
                    + " could not be reported, or for which nothing was read, is an element with error {code, message}"
                    + " (in CSV a row with error_code and without a count), and on stderr.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  trailtally report service-usage --month 2026-11 > usage.json",
            "  trailtally report service-usage --accounts @accounts.txt --year 2026 --month 11 --services s3",
            "  trailtally report service-usage --ou Production --past-hours 24 --format csv > usage.csv",
            "  trailtally report service-usage | jq '.[] | select(.partition.region == \"eu-west-1\")'"
        })
final class ServiceUsageCommand implements Callable<Integer> {

    /** How it is written. */
    private enum UsageFormatName {
        JSON,
        CSV
    }

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Option(
            names = {"--service", "--services"},
            paramLabel = "<service,…>",
            split = ",",
            description = "Only these services: s3 is s3.amazonaws.com alone; * matches any characters.")
    private List<String> services = List.of();

    @Option(
            names = {"--region", "--regions"},
            paramLabel = "<region,…>",
            split = ",",
            description = "Only these regions; * matches any characters.")
    private List<String> regions = List.of();

    @Mixin
    private CategoryOptions categories = new CategoryOptions();

    @Option(
            names = "--format",
            paramLabel = "json|csv",
            defaultValue = "json",
            description = "As above, or comma-separated values with a row for each account, month, region, service,"
                    + " action and error code. Default: ${DEFAULT-VALUE}")
    private UsageFormatName format = UsageFormatName.JSON;

    @Mixin
    private CsvOptions csvOptions = new CsvOptions();

    @Mixin
    private Talk talk = new Talk();

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws IOException {
        csvOptions.check(talk.line(), format == UsageFormatName.CSV, "--format csv");
        var question = new UsageQuestion(report.accounts(), report.period(clock), regions, services, categories.named);
        return report.ask(channel -> print(channel, question));
    }

    private int print(Channel channel, UsageQuestion question) throws IOException {
        var out = new DataWriter(talk.out());
        csvOptions.begin(out);
        var notices = new AccountNotices(talk.err());
        var written = switch (format) {
            case JSON -> new UsageJson(out);
            case CSV -> new UsageCsv(out);
        };
        long rows = new UsageReport(channel, question, out, written, notices).write(clock);
        notices.end(Format.count(rows, "row"));
        return ReportOutcome.exitCode(notices, rows);
    }
}
