package dev.trailtally.simulator;

import dev.trailtally.simulator.organization.Organization;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a simulator until it is stopped. */
@Command(
        name = "simulator",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "An AWS of one organization on 127.0.0.1: LookupEvents, IAM's last-accessed data, STS, Organizations, regions,"
                    + " and a trail's bucket.",
            "Prints on standard output what to export, so that AWS's own tools and SDKs call it."
        })
public final class SimulatorApplication implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private SimulatorOptions options = new SimulatorOptions();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SimulatorApplication()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        var settings = settings();
        try (var simulator = Simulator.start(settings)) {
            var out = spec.commandLine().getOut();
            out.print(exports(simulator));
            out.flush();
            var organization = settings.organization();
            spec.commandLine()
                    .getErr()
                    .printf(
                            "%d accounts, %d account-regions, role %s, bucket %s. Ctrl-C ends it.%n",
                            organization.accounts().size(),
                            organization.accountRegions().size(),
                            Organization.ROLE,
                            settings.bucket());
            new CountDownLatch(1).await();
        }
        return CommandLine.ExitCode.OK;
    }

    private SimulatorSettings settings() {
        try {
            return options.settings(Clock.systemUTC());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    static String exports(Simulator simulator) {
        var key = simulator.managementKey();
        return """
                export AWS_ENDPOINT_URL=%s
                export AWS_ACCESS_KEY_ID=%s
                export AWS_SECRET_ACCESS_KEY=%s
                export AWS_REGION=us-east-1
                export AWS_DEFAULT_REGION=us-east-1
                unset AWS_SESSION_TOKEN AWS_PROFILE
                """.formatted(simulator.endpoint(), key.id(), key.secret());
    }
}
