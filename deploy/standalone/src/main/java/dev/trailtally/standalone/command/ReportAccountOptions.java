package dev.trailtally.standalone.command;

import dev.trailtally.report.v1.AccountSelection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which accounts to report on, as options. */
final class ReportAccountOptions {

    private static final int MAX_ACCOUNTS = 10_000;
    private static final int MAX_UNITS = 1_000;

    @Option(
            names = {"--account", "--accounts"},
            paramLabel = "<id,…|@file>",
            description =
                    "These accounts: 12 digits each, repeated or separated by commas, or a file with one per line; #"
                            + " starts a comment. Default: every account with collected data.")
    List<String> accounts = List.of();

    @Option(
            names = "--ou",
            paramLabel = "<id|name>",
            description =
                    "The accounts in this organizational unit or below, as the last scan of the organization found"
                            + " them; repeatable. With --account, the accounts of both.")
    List<String> units = List.of();

    AccountSelection selection(CommandLine line) {
        var ids = AccountIds.read(line, "--account", accounts);
        if (ids.size() > MAX_ACCOUNTS || units.size() > MAX_UNITS) {
            throw new ParameterException(
                    line,
                    "--account takes at most 10,000 accounts, --ou at most 1,000 units; split the request, or ask for all.");
        }
        return AccountSelection.newBuilder()
                .addAllAccountIds(ids)
                .addAllOrganizationalUnits(units)
                .build();
    }
}
