package dev.trailtally.standalone.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** trailtally report service-usage. */
@Command(name = "service-usage", versionProvider = Version.class, mixinStandardHelpOptions = true, sortOptions = false)
final class ServiceUsageCommand implements Callable<Integer>, Verbosity {

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Override
    public boolean verbose() {
        return report.verbose();
    }

    @Override
    public Integer call() throws IOException {
        return report.ask(channel -> ExitCode.GOOD);
    }
}
