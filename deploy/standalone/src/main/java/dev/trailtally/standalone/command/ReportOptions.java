package dev.trailtally.standalone.command;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.standalone.accesskey.Period;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The options of every report: accounts, a period, a database. */
final class ReportOptions {

    private static final ZoneId UTC = ZoneId.of("UTC");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @ArgGroup(validate = false, heading = "%nWhich accounts:%n")
    private ReportAccountOptions accounts = new ReportAccountOptions();

    @ArgGroup(validate = false, heading = "%nTime:%n")
    private PeriodOptions period = new PeriodOptions();

    @ArgGroup(validate = false, heading = "%nFrom where:%n")
    private ReportDatabaseOptions database = new ReportDatabaseOptions();

    /** The requested accounts; if none are named, all with collected data. */
    AccountSelection accounts() {
        return accounts.selection(spec.commandLine());
    }

    /** The requested period; null for everything collected. */
    @Nullable
    Period period(Clock clock) {
        return period.period(spec.commandLine(), clock, UTC);
    }

    /** The zone of printed times and of days. */
    ZoneId zone() {
        return period.zone(spec.commandLine(), UTC);
    }

    /** Asks running services that have the database, or services of this process, and returns the exit code. */
    int ask(ReportQuestion question) throws IOException {
        return database.ask(spec.commandLine(), question);
    }
}
