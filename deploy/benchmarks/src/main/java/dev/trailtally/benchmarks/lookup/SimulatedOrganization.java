package dev.trailtally.benchmarks.lookup;

import com.google.protobuf.Timestamp;
import dev.trailtally.collector.v1.AssumedRole;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.event.EventPlan;
import dev.trailtally.simulator.event.GeneratedEvents;
import dev.trailtally.simulator.event.SimulatedEvents;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.organization.AccountRegion;
import dev.trailtally.simulator.organization.Organization;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The organization of a cell and the window that its events lie in: uneven, with bursts and quiet days, or skewed.
 *
 * @param end exclusive
 */
record SimulatedOrganization(Organization organization, Instant start, Instant end) {

    private static final List<String> REGIONS = List.of("eu-west-1", "us-east-1", "ap-south-1");
    // Nothing arrives late: the window ended longer ago than deliveries take.
    private static final Duration AGE = Duration.ofMinutes(20);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration HOUR = Duration.ofHours(1);
    // AWS keeps 90 days; an hour less, so that the oldest events do not expire during the scan.
    private static final Duration LONGEST = Duration.ofDays(90).minus(HOUR);
    private static final long SEED = 7;

    static SimulatedOrganization of(Cell cell, Instant now) {
        var end = now.minus(AGE).truncatedTo(ChronoUnit.SECONDS);
        var start = end.minus(cell.skewed() ? LONGEST : WEEK);
        var firstEvent = cell.skewed() ? start.plus(LONGEST.dividedBy(3)).truncatedTo(ChronoUnit.SECONDS) : start;
        var lastEvent = cell.skewed() ? firstEvent.plus(HOUR) : end;
        int regions = regionsPerAccount(cell.units());
        var organization = Organization.builder(account(1));
        for (int number = 1; number <= cell.units() / regions; number++) {
            var events = new LinkedHashMap<String, SimulatedEvents>();
            for (var region : REGIONS.subList(0, regions)) {
                boolean first = number == 1 && events.isEmpty();
                int count = first ? cell.busiestEvents() : cell.otherEvents();
                var plan = new EventPlan(account(number), region, SEED, count, firstEvent, lastEvent);
                events.put(region, new GeneratedEvents(plan));
            }
            organization.account(account(number), "account " + number, events);
        }
        return new SimulatedOrganization(organization.build(), start, end);
    }

    /** A simulator without faults, whose pages take this long. */
    Simulator simulator(Duration latency) {
        var faults = Faults.builder().latency(Latency.fixed(latency)).build();
        return Simulator.start(SimulatorSettings.of(organization)
                .throttle(Cell.THROTTLE)
                .faults(faults)
                .build());
    }

    /** A request to scan all its accounts and regions with LookupEvents. */
    CreateScanRequest request() {
        return CreateScanRequest.newBuilder()
                .setSource(Source.newBuilder()
                        .setLookup(LookupSource.newBuilder()
                                .setOrganization(OrganizationAccounts.getDefaultInstance())
                                .setRole(AssumedRole.newBuilder().setRoleName(Organization.ROLE))))
                .setStartTime(timestamp(start))
                .setEndTime(timestamp(end))
                .build();
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).build();
    }

    AccountRegion firstUnit() {
        return organization.accountRegions().getFirst();
    }

    private static int regionsPerAccount(int units) {
        return units % 3 == 0 ? 3 : units % 2 == 0 ? 2 : 1;
    }

    private static String account(int number) {
        return "%012d".formatted(number);
    }
}
