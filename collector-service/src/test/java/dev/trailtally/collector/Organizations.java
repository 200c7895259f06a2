package dev.trailtally.collector;

import dev.trailtally.collector.v1.AssumedRole;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.event.EventPlan;
import dev.trailtally.simulator.event.GeneratedEvents;
import dev.trailtally.simulator.event.SimulatedEvents;
import dev.trailtally.simulator.organization.Organization;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Organizations to scan, and what is true of them. */
final class Organizations {

    static final String MANAGEMENT = "000000000001";

    private Organizations() {}

    /** Accounts 000000000001 and up, the first the management account, each with events in each region. */
    static Organization of(int accounts, List<String> regions, int events, Instant end, Duration length) {
        var organization = Organization.builder(MANAGEMENT);
        for (int i = 1; i <= accounts; i++) {
            var id = "%012d".formatted(i);
            var supplies = new LinkedHashMap<String, SimulatedEvents>();
            for (var region : regions) {
                supplies.put(region, new GeneratedEvents(new EventPlan(id, region, 7, events, end.minus(length), end)));
            }
            organization.account(id, "account " + i, supplies);
        }
        return organization.build();
    }

    /** A collector's settings to reach the simulator as its management account. */
    static Map<String, Object> settings(Simulator simulator) {
        signIn(simulator, MANAGEMENT);
        return endpoint(simulator);
    }

    /** The credentials of collectors that are started from now on. */
    static void signIn(Simulator simulator, String account) {
        System.setProperty("aws.accessKeyId", simulator.key(account).id());
        System.setProperty("aws.secretAccessKey", simulator.key(account).secret());
        System.setProperty("aws.region", "eu-west-1");
    }

    static Map<String, Object> endpoint(Simulator simulator) {
        return Map.of("collector.aws-endpoint", simulator.endpoint().toString(), "collector.lease", "3s");
    }

    /** The same with one setting more. */
    static Map<String, Object> with(Simulator simulator, String key, Object value) {
        var all = new HashMap<>(settings(simulator));
        all.put(key, value);
        return all;
    }

    static CreateScanRequest.Builder scan(Instant start, Instant end) {
        return CreateScanRequest.newBuilder()
                .setSource(Source.newBuilder()
                        .setLookup(LookupSource.newBuilder()
                                .setOrganization(OrganizationAccounts.getDefaultInstance())
                                .setRole(AssumedRole.newBuilder().setRoleName(Organization.ROLE))))
                .setStartTime(timestamp(start))
                .setEndTime(timestamp(end));
    }

    static com.google.protobuf.Timestamp timestamp(Instant time) {
        return com.google.protobuf.Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .build();
    }

    /** Ids of the events in [start, end) by account and region, as {@link #stored} has them. */
    static Map<String, Long> truth(Organization organization, Instant start, Instant end) {
        var truth = new TreeMap<String, Long>();
        for (var unit : organization.accountRegions()) {
            organization
                    .findEvents(unit)
                    .orElseThrow()
                    .ids(start, end)
                    .forEach(id -> truth.merge(unit.account() + " " + unit.region() + " " + id, 1L, Long::sum));
        }
        return truth;
    }

    static Map<String, Long> stored(TestDatabase database) {
        return Stored.counts(database, """
                select concat_ws(' ', lpad(e.account_id::text, 12, '0'), r.region, e.event_id), count(*)
                from event e
                join region r on r.id = e.region_ref
                group by 1
                """);
    }
}
