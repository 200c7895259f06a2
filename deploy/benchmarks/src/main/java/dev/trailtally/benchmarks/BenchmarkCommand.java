package dev.trailtally.benchmarks;

import dev.trailtally.benchmarks.lastaccessed.LastAccessedCommand;
import dev.trailtally.benchmarks.limits.LimitsCommand;
import dev.trailtally.benchmarks.logs.GenerateCommand;
import dev.trailtally.benchmarks.lookup.LookupCommand;
import dev.trailtally.benchmarks.reports.ReportsCommand;
import dev.trailtally.benchmarks.run.RunCommand;
import dev.trailtally.benchmarks.security.SecurityCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command deploy/benchmark. */
@Command(
        name = "benchmark",
        description = "Generates realistic CloudTrail logs and measures the product on them.",
        subcommands = {
            GenerateCommand.class,
            RunCommand.class,
            ReportsCommand.class,
            LimitsCommand.class,
            LookupCommand.class,
            LastAccessedCommand.class,
            SecurityCommand.class
        },
        synopsisSubcommandLabel = "generate | run | reports | limits | lookup | last-accessed | security")
final class BenchmarkCommand {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    boolean help;

    private BenchmarkCommand() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new BenchmarkCommand()).setExecutionExceptionHandler((failure, command, parsed) -> {
            // Bad input needs no stack trace.
            if (!(failure instanceof IllegalArgumentException)) {
                throw failure;
            }
            command.getErr().println("benchmark: " + failure.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
    }
}
