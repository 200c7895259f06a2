package dev.trailtally.simulator;

import dev.trailtally.simulator.event.EventPlan;
import dev.trailtally.simulator.event.GeneratedEvents;
import dev.trailtally.simulator.event.LateDelivery;
import dev.trailtally.simulator.event.SimulatedEvents;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.organization.Organization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the command line; a plain organization unless the demo's is wanted. */
final class SimulatorOptions {

    private static final long FIRST_ACCOUNT = 100_000_000_000L;

    @Option(names = "--port", paramLabel = "<port>", description = "Where to listen on 127.0.0.1. Default: any free.")
    private int port;

    @Option(
            names = "--accounts",
            paramLabel = "<n>",
            description = "Accounts, the management account included. Default: the demo's organization.")
    private int accounts;

    @Option(
            names = "--regions",
            split = ",",
            paramLabel = "<region>",
            defaultValue = "us-east-1,eu-west-1",
            description = "Regions of each account; not in the demo. Default: ${DEFAULT-VALUE}")
    private List<String> regions = new ArrayList<>();

    @Option(
            names = "--events",
            paramLabel = "<n>",
            defaultValue = "5000",
            description = "Events of each account and region; not in the demo. Default: ${DEFAULT-VALUE}")
    private int events;

    @Option(
            names = "--days",
            paramLabel = "<n>",
            defaultValue = "7",
            description = "Over how many past days. Default: ${DEFAULT-VALUE}")
    private int days;

    @Option(names = "--live", description = "New events keep arriving at the same daily rate, for a day.")
    private boolean live;

    @Option(
            names = "--seed",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "Seed of the events and the faults.")
    private long seed;

    @Option(names = "--rate", paramLabel = "<n>", defaultValue = "2", description = "LookupEvents a second. Default: 2")
    private double rate;

    @Option(names = "--burst", paramLabel = "<n>", defaultValue = "2", description = "LookupEvents at once. Default: 2")
    private int burst;

    @Option(
            names = "--latency",
            paramLabel = "<ms>[-<ms>]",
            defaultValue = "100-300",
            description = "How long a page takes. Default: ${DEFAULT-VALUE}")
    private String latency = "";

    @Option(names = "--slow-pages", paramLabel = "<share>", description = "Share of slow pages, 0 to 1.")
    private double slowPages;

    @Option(
            names = "--slow-latency",
            paramLabel = "<ms>[-<ms>]",
            defaultValue = "4000",
            description = "How long a slow page takes. Default: ${DEFAULT-VALUE}")
    private String slowLatency = "";

    @Option(names = "--internal-failures", paramLabel = "<share>", description = "Share of HTTP 500.")
    private double internalFailures;

    @Option(names = "--resets", paramLabel = "<share>", description = "Share of reset connections.")
    private double resets;

    @Option(names = "--empty-pages", paramLabel = "<share>", description = "Share of empty pages with a token.")
    private double emptyPages;

    @Option(names = "--short-pages", paramLabel = "<share>", description = "Share of pages cut short.")
    private double shortPages;

    @Option(names = "--late", paramLabel = "<share>", description = "Share of events seen up to 15 minutes late.")
    private double late;

    @Option(names = "--token-seconds", paramLabel = "<n>", description = "Lifetime of a NextToken. Default: for ever")
    private @Nullable Integer tokenSeconds;

    @Option(names = "--credential-seconds", paramLabel = "<n>", description = "Longest session of a role.")
    private @Nullable Integer credentialSeconds;

    @Option(names = "--deny-account", paramLabel = "<account>", description = "Its role cannot be assumed. Repeatable.")
    private List<String> deniedAccounts = new ArrayList<>();

    @Option(
            names = "--deny-unit",
            paramLabel = "<account>/<region>",
            description = "LookupEvents is not allowed there. Repeatable.")
    private List<String> deniedUnits = new ArrayList<>();

    @Option(
            names = "--endless-unit",
            paramLabel = "<account>/<region>",
            description = "LookupEvents repeats its NextToken there forever. Repeatable.")
    private List<String> endlessUnits = new ArrayList<>();

    @Mixin
    private IamOptions iam = new IamOptions();

    SimulatorSettings settings(Clock clock) {
        var now = clock.instant();
        var demo = accounts == 0;
        var organization = demo ? DemoOrganization.at(now) : organization(now);
        return SimulatorSettings.of(organization)
                .clock(clock)
                .port(port)
                .throttle(new Throttle(rate, burst))
                .faults(faults())
                .late(new LateDelivery(late, Duration.ofMinutes(15)))
                .iam(demo ? DemoIam.of(organization, now) : iam.generated(seed, now))
                .iamSettings(iam.settings(seed, demo))
                .build();
    }

    private Organization organization(Instant now) {
        var management = Long.toString(FIRST_ACCOUNT);
        var builder = Organization.builder(management);
        for (var number = 0; number < accounts; number++) {
            var id = Long.toString(FIRST_ACCOUNT + number);
            builder.account(id, "account-" + number, events(id, now));
        }
        return builder.build();
    }

    private Map<String, SimulatedEvents> events(String account, Instant now) {
        var supplies = new TreeMap<String, SimulatedEvents>();
        var count = live ? Math.toIntExact(events + (long) events / days) : events;
        var end = live ? now.plus(1, ChronoUnit.DAYS) : now;
        for (var region : regions) {
            var plan = new EventPlan(account, region, seed, count, now.minus(days, ChronoUnit.DAYS), end);
            supplies.put(region, new GeneratedEvents(plan));
        }
        return supplies;
    }

    private Faults faults() {
        var builder = (accounts == 0 ? DemoOrganization.faults() : Faults.builder())
                .seed(seed)
                .latency(latency(latency))
                .slowPages(slowPages, latency(slowLatency))
                .internalFailures(internalFailures)
                .resets(resets)
                .emptyPages(emptyPages)
                .shortPages(shortPages);
        if (tokenSeconds != null) {
            builder.tokenLifetime(Duration.ofSeconds(tokenSeconds));
        }
        if (credentialSeconds != null) {
            builder.credentialLifetime(Duration.ofSeconds(credentialSeconds));
        }
        deniedAccounts.forEach(builder::denyAccount);
        for (var unit : deniedUnits) {
            builder.denyUnit(account(unit), region(unit));
        }
        for (var unit : endlessUnits) {
            builder.endlessUnit(account(unit), region(unit));
        }
        return builder.build();
    }

    private static String account(String unit) {
        return unit.split("/", 2)[0];
    }

    private static String region(String unit) {
        var parts = unit.split("/", 2);
        return parts.length == 2 ? parts[1] : "";
    }

    static Latency latency(String text) {
        if (!text.matches("\\d{1,9}(-\\d{1,9})?")) {
            throw new IllegalArgumentException("not milliseconds, nor a range of them: " + text);
        }
        var parts = text.split("-", 2);
        return Latency.ofMillis(Long.parseLong(parts[0]), Long.parseLong(parts[parts.length - 1]));
    }
}
