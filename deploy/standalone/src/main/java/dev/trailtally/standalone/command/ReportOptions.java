package dev.trailtally.standalone.command;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.standalone.accesskey.Period;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every report is of: accounts, a time, a database. */
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

    @Option(names = "--verbose", description = "Log what the services do, and failures with their stack trace.")
    private boolean verbose;

    boolean verbose() {
        return verbose;
    }

    /** The accounts that are wanted; without any, all that anything was collected of. */
    AccountSelection accounts() {
        return accounts.selection(spec.commandLine());
    }

    /** The time that is wanted; null for everything collected. */
    @Nullable
    Period period(Clock clock) {
        return period.period(spec.commandLine(), clock, UTC);
    }

    /** In which times are written, and days begin. */
    ZoneId zone() {
        return period.zone(spec.commandLine(), UTC);
    }

    /** Asks the services that have the database, those that run or ones of this process, and returns the exit code. */
    int ask(ReportQuestion question) throws IOException {
        return database.ask(spec.commandLine(), question);
    }
}
