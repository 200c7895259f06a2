package dev.trailtally.standalone.command;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.standalone.file.WholeFile;
import dev.trailtally.standalone.page.AccountPage;
import dev.trailtally.standalone.page.OrganizationPage;
import dev.trailtally.standalone.page.Page;
import dev.trailtally.standalone.page.PageHtml;
import dev.trailtally.standalone.page.PageQuestion;
import dev.trailtally.standalone.page.WholeDays;
import dev.trailtally.standalone.terminal.ClosedOutputException;
import dev.trailtally.standalone.terminal.TerminalText;
import io.grpc.Channel;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** trailtally report html: a page to read, sort and filter in a browser. */
@Command(
        name = "html",
        description = {
            "Writes a report for the browser: one HTML file that needs no other file and loads nothing from the"
                    + " network. It starts with what the numbers cover, until when they are complete and what failed; then"
                    + " come charts, and tables that sort and filter. With one --account it covers that account, otherwise"
                    + " all the accounts together, counted by whole UTC days.",
            "",
            "A file has about 1.6 MB of scripts and, for a thousand principals or accounts, some MB of values; at most"
                    + " about 60 MB. What does not fit is counted, and the page says so.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  trailtally report html",
            "  trailtally report html --ou Production --month 2026-11 --out production.html",
            "  trailtally report html --account 111122223333 --past-hours 168 --new-within 24h",
            "  trailtally report html --category insight,aggregated --out insights.html"
        })
final class HtmlCommand implements Callable<Integer> {

    private static final Duration MIN_NEW = Duration.ofMinutes(1);
    private static final Duration MAX_NEW = Duration.ofDays(3_650);

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Option(
            names = "--out",
            paramLabel = "<file>",
            description = "The file to write; an existing file is replaced. - means stdout. Default:"
                    + " trailtally-<account>.html or trailtally-organization.html, in the current folder.")
    private @Nullable Path out;

    @Mixin
    private CategoryOptions categories = new CategoryOptions();

    @Option(
            names = "--new-within",
            paramLabel = "<duration>",
            defaultValue = "7d",
            description = "Show as new what was first seen within this time before now, such as 24h. Default:"
                    + " ${DEFAULT-VALUE}")
    private Duration newWithin = Duration.ofDays(7);

    @Mixin
    private Talk talk = new Talk();

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws IOException {
        OptionValues.check(talk.line(), "--new-within", newWithin, MIN_NEW, MAX_NEW);
        checkOut();
        var accounts = report.accounts();
        var period = report.period(clock);
        var interval = period == null ? Interval.getDefaultInstance() : period.interval();
        var question = new PageQuestion(
                accounts,
                interval,
                report.zone(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                newWithin,
                categories.named);
        return report.ask(channel -> tell(read(channel, question), name(accounts)));
    }

    private void checkOut() {
        if (isStdout()) {
            return;
        }
        if (out != null && WholeFile.isTaken(out)) {
            throw talk.usage("--out: " + out + " is not a regular file; name another one, or - for stdout.");
        }
        var file = out == null ? Path.of("trailtally.html") : out;
        OutputFolder.check(talk.line(), "--out", file.toAbsolutePath().getParent());
    }

    private boolean isStdout() {
        return out != null && out.toString().equals("-");
    }

    private Page read(Channel channel, PageQuestion question) {
        var accounts = question.accounts();
        if (ofOne(accounts)) {
            return new AccountPage(channel, question).read(accounts.getAccountIds(0));
        }
        return new OrganizationPage(channel, question.hasInterval() ? byDays(question) : question)
                .read(title(accounts));
    }

    private PageQuestion byDays(PageQuestion question) {
        var days = WholeDays.around(question.interval());
        if (!days.equals(question.interval())) {
            talk.say("Several accounts are counted by whole UTC days: the period is extended to whole days.");
        }
        return question.during(days);
    }

    private int tell(Page page, String name) throws IOException {
        if (isStdout()) {
            var stdout = talk.out();
            new PageHtml().write(page, stdout);
            stdout.flush();
            if (stdout.checkError()) {
                throw new ClosedOutputException();
            }
        } else {
            var file = out == null ? Path.of(name) : out;
            var bytes = WholeFile.write(file, stream -> write(page, stream));
            talk.say("Wrote " + file + " (" + Math.ceilDiv(bytes, 1_000) + " kB). Open it in a browser.");
        }
        page.failures().forEach(failure -> talk.say("Not answered: " + TerminalText.line(failure)));
        return page.failures().isEmpty() ? ExitCode.GOOD : ExitCode.INCOMPLETE;
    }

    private static void write(Page page, OutputStream stream) throws IOException {
        var writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        new PageHtml().write(page, writer);
        writer.flush();
    }

    private static boolean ofOne(AccountSelection accounts) {
        return accounts.getAccountIdsCount() == 1 && accounts.getOrganizationalUnitsCount() == 0;
    }

    private static String name(AccountSelection accounts) {
        return "trailtally-" + (ofOne(accounts) ? accounts.getAccountIds(0) : "organization") + ".html";
    }

    private static String title(AccountSelection accounts) {
        var units = accounts.getOrganizationalUnitsList();
        if (units.isEmpty()) {
            return accounts.getAccountIdsCount() == 0 ? "All accounts" : "Selected accounts";
        }
        return String.join(", ", units) + (accounts.getAccountIdsCount() == 0 ? "" : " and selected accounts");
    }
}
