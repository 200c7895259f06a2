package dev.trailtally.simulator;

import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamPlan;
import dev.trailtally.simulator.iam.query.IamSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the command line that are about IAM. */
final class IamOptions {

    @Option(
            names = "--iam-principals",
            paramLabel = "<n>",
            defaultValue = "60",
            description = "Users, roles, groups and policies of each account; not in the demo."
                    + " Default: ${DEFAULT-VALUE}")
    private int principals;

    @Option(
            names = "--iam-services",
            paramLabel = "<n>",
            defaultValue = "40",
            description = "Services that each of them is allowed; not in the demo. Default: ${DEFAULT-VALUE}")
    private int services;

    @Option(
            names = "--iam-rate",
            paramLabel = "<n>",
            defaultValue = "20",
            description = "IAM requests a second of an account. Default: ${DEFAULT-VALUE}")
    private double rate;

    @Option(
            names = "--iam-burst",
            paramLabel = "<n>",
            defaultValue = "40",
            description = "IAM requests at once. Default: ${DEFAULT-VALUE}")
    private int burst;

    @Option(
            names = "--iam-latency",
            paramLabel = "<ms>[-<ms>]",
            defaultValue = "50-150",
            description = "How long an answer of IAM takes. Default: ${DEFAULT-VALUE}")
    private String latency = "";

    @Option(names = "--iam-page", paramLabel = "<n>", defaultValue = "1000", description = "Most items in its pages.")
    private int page;

    @Option(
            names = "--job-delay",
            paramLabel = "<ms>[-<ms>]",
            defaultValue = "1000-3000",
            description = "How long a last-accessed job takes. Default: ${DEFAULT-VALUE}")
    private String jobDelay = "";

    @Option(names = "--job-failures", paramLabel = "<share>", description = "Share of entities whose jobs fail.")
    private double jobFailures;

    @Option(names = "--job-seconds", paramLabel = "<n>", description = "Lifetime of a job. Default: for ever")
    private @Nullable Integer jobSeconds;

    @Option(
            names = "--deny-iam",
            paramLabel = "<account>/<action>",
            description = "Such as 100000000021/ListGroups; * for any. Repeatable.")
    private List<String> denied = new ArrayList<>();

    IamSettings settings(long seed, boolean demo) {
        var builder = (demo ? DemoOrganization.iamSettings() : IamSettings.builder())
                .seed(seed)
                .throttle(new Throttle(rate, burst))
                .latency(SimulatorOptions.latency(latency))
                .pageSize(page)
                .jobDelay(SimulatorOptions.latency(jobDelay))
                .failedJobs(jobFailures);
        if (jobSeconds != null) {
            builder.jobLifetime(Duration.ofSeconds(jobSeconds));
        }
        for (var denial : denied) {
            var parts = denial.split("/", 2);
            if (parts.length < 2) {
                throw new IllegalArgumentException("not an account and an action: " + denial);
            }
            builder.deny(parts[0], parts[1]);
        }
        return builder.build();
    }

    Iam generated(long seed, Instant now) {
        return Iam.generated(IamPlan.of(seed, principals, services, now));
    }
}
