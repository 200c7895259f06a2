package dev.trailtally.benchmarks;

import dev.trailtally.benchmarks.limits.LimitsCommand;
import dev.trailtally.benchmarks.logs.GenerateCommand;
import dev.trailtally.benchmarks.run.RunCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command deploy/benchmark. */
@Command(
        name = "benchmark",
        description = "Generates realistic CloudTrail logs and measures the product on them.",
        subcommands = {GenerateCommand.class, RunCommand.class, LimitsCommand.class},
        mixinStandardHelpOptions = true)
final class BenchmarkCommand {

    private BenchmarkCommand() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new BenchmarkCommand());
    }
}
