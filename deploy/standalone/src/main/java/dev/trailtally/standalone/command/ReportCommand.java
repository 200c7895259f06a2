package dev.trailtally.standalone.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** trailtally report: collected data, in formats for people and for other programs. */
@Command(
        name = "report",
        description = {
            "Prints reports on the collected data of one account, several or all. It reads a kept database or a"
                    + " running trailtally, and sends no request to AWS.",
            ""
        },
        subcommands = {ServiceUsageCommand.class, ActivityCommand.class, EventsCommand.class, HtmlCommand.class},
        synopsisSubcommandLabel = "(service-usage | activity | events | html)",
        footer = {
            "",
            "Examples:",
            "  trailtally report service-usage --month 2026-11 > usage.json",
            "  trailtally report service-usage --ou Production --services s3,iam --format csv > usage.csv",
            "  trailtally report activity --past-hours 336 --out activity --plots plots",
            "  trailtally report events --account 111122223333 --error-code 'AccessDenied*' | head",
            "  trailtally report html --account 111122223333",
            "",
            "Help for each report: trailtally report events --help"
        })
final class ReportCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a report: service-usage, activity, events or html.");
    }
}
