package dev.trailtally.faults;

import dev.trailtally.benchmarks.logs.LogGenerator;
import dev.trailtally.benchmarks.logs.LogPlan;
import dev.trailtally.benchmarks.logs.Truth;
import dev.trailtally.collector.v1.AssumedRole;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.S3Source;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.event.EventPlan;
import dev.trailtally.simulator.event.GeneratedEvents;
import dev.trailtally.simulator.event.SimulatedEvents;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamPlan;
import dev.trailtally.simulator.iam.ServiceAccess;
import dev.trailtally.simulator.iam.query.IamSettings;
import dev.trailtally.simulator.organization.Organization;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What there is to collect, day by day, and what is true of it: an organization whose events are in a bucket and in
 * LookupEvents alike, the last-accessed data of its accounts, and folders of log files of other accounts. Some files of the
 * bucket come again, in another order and together with events of the next file.
 */
final class Input implements AutoCloseable {

    static final String MANAGEMENT = "000000000001";

    private static final int ACCOUNTS = 3;
    private static final List<String> REGIONS = List.of("eu-west-1", "us-east-1");
    /** How many days there are. */
    static final int DAYS = 80; // LookupEvents has 90

    private static final int EVENTS_PER_DAY = 400;
    private static final int EVENTS_IN_FOLDER = 6_000;
    private static final int ENTITIES = 30;
    private static final int DAY_SECONDS = 86_400;

    private final Path folder;
    private final Instant end = Instant.now().minus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS);
    private final Organization organization = organization();
    private final Simulator simulator = Simulator.start(SimulatorSettings.of(organization)
            .objectPeriod(Duration.ofHours(1))
            .faults(Faults.builder().resentFiles(0.3).build())
            .iam(Iam.generated(IamPlan.of(1, ENTITIES, 5, Instant.parse("2026-03-01T12:00:00Z"))))
            .iamSettings(IamSettings.builder()
                    .latency(Latency.ofMillis(5, 50))
                    .jobDelay(Latency.ofMillis(300, 1_500))
                    .build())
            .build());
    private final Set<Integer> days = new TreeSet<>();
    private @Nullable Truth logs;

    /** @param folder for the log files */
    Input(Path folder) {
        this.folder = folder;
    }

    private Organization organization() {
        var accounts = Organization.builder(MANAGEMENT);
        for (int i = 1; i <= ACCOUNTS; i++) {
            var id = "%012d".formatted(i);
            var events = new LinkedHashMap<String, SimulatedEvents>();
            for (var region : REGIONS) {
                events.put(
                        region,
                        new GeneratedEvents(
                                new EventPlan(id, region, 7, DAYS * EVENTS_PER_DAY, startOf(DAYS - 1), end)));
            }
            accounts.account(id, "account " + i, events);
        }
        return accounts.build();
    }

    /** The environment of a collector. */
    Map<String, String> environment() {
        var key = simulator.key(MANAGEMENT);
        return Map.of(
                "COLLECTOR_AWS_ENDPOINT", simulator.endpoint().toString(),
                "COLLECTOR_S3_ENDPOINT", simulator.endpoint().toString(),
                "COLLECTOR_LOCAL_ROOTS", folder.toString(),
                "COLLECTOR_ALLOWED_BUCKETS", "organization-trail",
                "COLLECTOR_ALLOWED_ROLES", Organization.ROLE,
                "AWS_ACCESS_KEY_ID", key.id(),
                "AWS_SECRET_ACCESS_KEY", key.secret(),
                "AWS_REGION", "eu-west-1");
    }

    private Instant startOf(int day) {
        return end.minus(day + 1L, ChronoUnit.DAYS);
    }

    /** The bucket's part of a day; days count backwards. After the last one the first comes again. */
    CreateScanRequest bucket(int day) {
        return bucket(day % DAYS, 1);
    }

    /** The bucket's part of some days from the given one on, backwards. */
    CreateScanRequest bucket(int day, int count) {
        return of(
                day,
                count,
                Source.newBuilder()
                        .setS3(S3Source.newBuilder()
                                .setBucket("organization-trail")
                                .setRegion("us-east-1")));
    }

    /** The same as {@link #bucket(int)} from LookupEvents. */
    CreateScanRequest lookup(int day) {
        return lookup(day % DAYS, 1);
    }

    /** The same as {@link #bucket(int, int)} from LookupEvents. */
    CreateScanRequest lookup(int day, int count) {
        return of(
                day,
                count,
                Source.newBuilder()
                        .setLookup(LookupSource.newBuilder()
                                .setOrganization(OrganizationAccounts.getDefaultInstance())
                                .setRole(AssumedRole.newBuilder().setRoleName(Organization.ROLE))));
    }

    private synchronized CreateScanRequest of(int day, int count, Source.Builder source) {
        int last = Math.min(day + count, DAYS) - 1;
        for (int i = day; i <= last; i++) {
            days.add(i);
        }
        return CreateScanRequest.newBuilder()
                .setSource(source)
                .setStartTime(timestamp(startOf(last)))
                .setEndTime(timestamp(startOf(day).plus(1, ChronoUnit.DAYS)))
                .build();
    }

    private static com.google.protobuf.Timestamp timestamp(Instant time) {
        return com.google.protobuf.Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .build();
    }

    /** A new folder of log files of a day of its own. */
    CreateScanRequest logs(int day) throws IOException, InterruptedException {
        var start = LocalDate.of(2025, 3, 10).plusDays(day);
        var out = folder.resolve(UUID.randomUUID().toString());
        var truth = new LogGenerator(new LogPlan(EVENTS_IN_FOLDER, 3, 2, start, 1, 20, 0.02, 7), out).generate();
        synchronized (this) {
            logs = logs == null ? truth : logs.plus(truth);
        }
        return CreateScanRequest.newBuilder()
                .setSource(
                        Source.newBuilder().setFolder(FolderSource.newBuilder().setPath(out.toString())))
                .build();
    }

    CreateScanRequest lastAccessed() {
        return CreateScanRequest.newBuilder()
                .setSource(Source.newBuilder()
                        .setLastAccessed(LastAccessedSource.newBuilder()
                                .setOrganization(OrganizationAccounts.getDefaultInstance())
                                .setRole(AssumedRole.newBuilder().setRoleName(Organization.ROLE))))
                .build();
    }

    /** How often each event of what was requested must be stored, "account time id region": once. */
    synchronized Map<String, Long> events() {
        var truth = new TreeMap<String, Long>();
        for (var unit : organization.accountRegions()) {
            var events = organization.findEvents(unit).orElseThrow();
            for (var day : days) {
                long start = startOf(day).getEpochSecond();
                for (int i = events.firstAt(start); i < events.firstAt(start + DAY_SECONDS); i++) {
                    var key = String.join(
                            " ", unit.account(), Long.toString(events.epochSecond(i)), events.id(i), unit.region());
                    truth.merge(key, 1L, Long::sum);
                }
            }
        }
        return truth;
    }

    /** Distinct events in the folders that were requested, by "account,event source,event name,error code". */
    synchronized Map<String, Long> logEvents() {
        var truth = new TreeMap<String, Long>();
        if (logs != null) {
            logs.accounts()
                    .forEach((account, counts) ->
                            counts.bySourceNameError().forEach((key, count) -> truth.put(account + "," + key, count)));
        }
        return truth;
    }

    /** What reports say of the services of the entities of all accounts: "arn namespace, last access …". */
    Map<String, Long> accesses() {
        var truth = new TreeMap<String, Long>();
        for (var member : organization.accounts()) {
            var iam = simulator.iam(member.id());
            iam.entities()
                    .forEach(entity ->
                            iam.services(entity.arn()).forEach(service -> truth.put(line(entity.arn(), service), 1L)));
        }
        return truth;
    }

    private static String line(String arn, ServiceAccess service) {
        var last = service.lastAuthenticated();
        return String.join(
                " ",
                arn,
                service.namespace(),
                last == null ? "null" : String.valueOf(last.toEpochMilli()),
                String.valueOf(service.totalAuthenticatedEntities()));
    }

    @Override
    public void close() {
        simulator.close();
    }
}
