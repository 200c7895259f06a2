package dev.trailtally.simulator;

import dev.trailtally.simulator.event.EventPlan;
import dev.trailtally.simulator.event.GeneratedEvents;
import dev.trailtally.simulator.event.SimulatedEvents;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.iam.query.IamSettings;
import dev.trailtally.simulator.iam.query.JobFate;
import dev.trailtally.simulator.organization.AccountState;
import dev.trailtally.simulator.organization.MemberAccount;
import dev.trailtally.simulator.organization.Organization;
import dev.trailtally.simulator.organization.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The organization of a made-up company, for demonstrations: twelve active accounts and a suspended one. */
public final class DemoOrganization {

    public static final String MANAGEMENT = "100000000001";
    /** Its role cannot be assumed. */
    public static final String DENIED_ACCOUNT = "100000000043";
    /** Whose LookupEvents is not allowed in {@link #DENIED_REGION}. */
    public static final String DENIED_REGION_ACCOUNT = "100000000022";

    public static final String DENIED_REGION = "ap-northeast-1";

    private static final Duration PAST = Duration.ofDays(3);
    private static final int HOME_EVENTS = 3000;
    private static final int OTHER_EVENTS = 900;
    private static final List<String> EUROPE = List.of("eu-west-1", "eu-central-1", "us-east-1");
    private static final List<String> WORLD = List.of("eu-west-1", "us-east-1", "us-west-2", "ap-northeast-1");

    private static final String SECURITY = "ou-demo-security";
    private static final String WORKLOADS = "ou-demo-workload";
    private static final String PRODUCTION = "ou-demo-producti";
    private static final String STAGING = "ou-demo-staging1";
    private static final String SANDBOX = "ou-demo-sandbox1";

    private DemoOrganization() {}

    /** Its events end now; pages take as long as AWS's often do. */
    public static SimulatorSettings.Builder settings(Clock clock) {
        var now = clock.instant();
        var organization = at(now);
        return SimulatorSettings.of(organization)
                .clock(clock)
                .iam(DemoIam.of(organization, now))
                .iamSettings(iamSettings().build())
                .faults(faults().latency(Latency.ofMillis(100, 300)).build());
    }

    /** One job fails, and they take a while. */
    static IamSettings.Builder iamSettings() {
        return IamSettings.builder()
                .latency(Latency.ofMillis(50, 150))
                .jobDelay(Latency.ofMillis(1000, 3000))
                .fate(DemoIam.FAILING_ARN, JobFate.FAILS);
    }

    /** The two failures that a scan of its events finds. */
    static Faults.Builder faults() {
        return Faults.builder().denyAccount(DENIED_ACCOUNT).denyUnit(DENIED_REGION_ACCOUNT, DENIED_REGION);
    }

    static Organization at(Instant now) {
        var builder = Organization.builder(MANAGEMENT)
                .id("o-demo0000001")
                .rootId("r-demo")
                .unit(SECURITY, "Security")
                .unit(WORKLOADS, "Workloads")
                .unit(PRODUCTION, "Production", WORKLOADS)
                .unit(STAGING, "Staging", WORKLOADS)
                .unit(SANDBOX, "Sandbox")
                .account(MANAGEMENT, "acme-management", events(MANAGEMENT, EUROPE, now));
        account(builder, "100000000011", "acme-audit", SECURITY, EUROPE, now);
        account(builder, "100000000012", "acme-log-archive", SECURITY, EUROPE, now);
        account(builder, "100000000021", "shop-production", PRODUCTION, WORLD, now);
        account(builder, DENIED_REGION_ACCOUNT, "payments-production", PRODUCTION, WORLD, now);
        account(builder, "100000000023", "search-production", PRODUCTION, WORLD, now);
        account(builder, "100000000024", "data-platform", WORKLOADS, EUROPE, now);
        account(builder, "100000000031", "shop-staging", STAGING, EUROPE, now);
        account(builder, "100000000032", "payments-staging", STAGING, EUROPE, now);
        account(builder, "100000000041", "sandbox-alice", SANDBOX, EUROPE, now);
        account(builder, "100000000042", "sandbox-bob", SANDBOX, EUROPE, now);
        account(builder, DENIED_ACCOUNT, "acquired-company", SANDBOX, EUROPE, now);
        return builder.account(new MemberAccount(
                        "100000000099",
                        "old-prototype",
                        SANDBOX,
                        AccountState.SUSPENDED,
                        List.of(Role.named(Organization.ROLE)),
                        events("100000000099", EUROPE, now)))
                .build();
    }

    private static void account(
            Organization.Builder builder, String id, String name, String parent, List<String> regions, Instant now) {
        builder.account(id, name, parent, events(id, regions, now));
    }

    private static Map<String, SimulatedEvents> events(String account, List<String> regions, Instant now) {
        var events = new TreeMap<String, SimulatedEvents>();
        for (var region : regions) {
            var count = region.equals(regions.getFirst()) ? HOME_EVENTS : OTHER_EVENTS;
            events.put(region, new GeneratedEvents(new EventPlan(account, region, 1, count, now.minus(PAST), now)));
        }
        return events;
    }
}
