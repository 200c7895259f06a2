package dev.trailtally.benchmarks.lastaccessed;

import dev.trailtally.collector.v1.AssumedRole;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.Granularity;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.event.GivenEvents;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.query.IamSettings;
import dev.trailtally.simulator.organization.Organization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The organization of a cell, whose accounts have no events, and their IAM. */
record SimulatedOrganization(Cell cell, Organization organization, Iam iam) {

    static SimulatedOrganization of(Cell cell, Instant now) {
        var accounts = accounts(cell.population());
        var organization = Organization.builder(accounts.getFirst());
        accounts.forEach(account ->
                organization.account(account, "account " + account, Map.of("eu-west-1", GivenEvents.none())));
        var iam = Iam.generated(cell.population().plan(now.truncatedTo(ChronoUnit.SECONDS)));
        return new SimulatedOrganization(cell, organization.build(), iam);
    }

    private static List<String> accounts(Population population) {
        return IntStream.rangeClosed(1, population.accounts())
                .mapToObj("%012d"::formatted)
                .toList();
    }

    List<String> accounts() {
        return accounts(cell.population());
    }

    /** A simulator without faults, throttled as the cell defines. */
    Simulator simulator() {
        var settings = IamSettings.builder()
                .throttle(cell.throttle())
                .latency(Latency.fixed(JobDelay.seconds(cell.latencySeconds())))
                .jobDelay(cell.jobDelay().latency())
                .build();
        return Simulator.start(SimulatorSettings.of(organization)
                .iam(iam)
                .iamSettings(settings)
                .build());
    }

    /** A request to scan everything that has a job. Access keys are not part of a job. */
    CreateScanRequest request() {
        return CreateScanRequest.newBuilder()
                .setSource(Source.newBuilder()
                        .setLastAccessed(LastAccessedSource.newBuilder()
                                .setOrganization(OrganizationAccounts.getDefaultInstance())
                                .setRole(AssumedRole.newBuilder().setRoleName(Organization.ROLE))
                                .setGranularity(
                                        cell.actions()
                                                ? Granularity.GRANULARITY_ACTION_LEVEL
                                                : Granularity.GRANULARITY_SERVICE_LEVEL)
                                .setSkipAccessKeys(true)))
                .build();
    }
}
