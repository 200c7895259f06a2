package dev.trailtally.collector.account;

import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.event.GivenEvents;
import dev.trailtally.simulator.event.SimulatedEvents;
import dev.trailtally.simulator.fault.Listing;
import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.organization.AccountState;
import dev.trailtally.simulator.organization.MemberAccount;
import dev.trailtally.simulator.organization.Organization;
import dev.trailtally.simulator.organization.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** A simulated organization, and the collector's clients with a key of its management account. */
final class Simulated implements AutoCloseable {

    static final long MANAGEMENT = 11;
    static final long SHOP = 222_222_222_222L;
    static final long SHOP_EU = 333_333_333_333L;
    static final long PLAYGROUND = 444_444_444_444L;
    static final long SUSPENDED = 555_555_555_555L;
    static final long STARTING = 666_666_666_666L;

    static final String WORKLOADS = "ou-sim1-workloads1";
    static final String WORKLOADS_PROD = "ou-sim1-workloads2";
    static final String WORKLOADS_PROD_EU = "ou-sim1-workloads3";
    static final String SANDBOX = "ou-sim1-sandbox001";
    static final String SANDBOX_PROD = "ou-sim1-sandbox002";

    static final String ROLE = "team/reader";
    static final String EXTERNAL_ID = "hush-4711";

    private static final List<String> REGIONS = List.of("us-east-1", "eu-west-1", "ap-east-1");

    final Simulator simulator;
    final AwsClients clients;

    private Simulated(SimulatorSettings settings, String region) {
        simulator = Simulator.start(settings);
        clients = new AwsClients(endpoint(), credentials(), Region.of(region));
    }

    /** With an empty page before each page of two, as listings of AWS may be. */
    static Simulated start() {
        return start("aws", "eu-west-1", settings -> settings);
    }

    static Simulated start(UnaryOperator<SimulatorSettings.Builder> with) {
        return start("aws", "eu-west-1", with);
    }

    static Simulated start(String partition, String region, UnaryOperator<SimulatorSettings.Builder> with) {
        var settings = SimulatorSettings.of(organization(partition))
                .listing(new Listing(2, true, Throttle.NONE))
                .throttle(Throttle.NONE);
        return new Simulated(with.apply(settings).build(), region);
    }

    String endpoint() {
        return simulator.endpoint().toString();
    }

    AwsCredentialsProvider credentials() {
        var key = simulator.managementKey();
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret()));
    }

    /** Clients whose caller is a role session in this account. */
    AwsClients clientsOf(long accountId) {
        var credentials = clients.sts()
                .assumeRole(request -> request.roleArn(role().arn("aws", accountId))
                        .roleSessionName("chained")
                        .externalId(EXTERNAL_ID))
                .credentials();
        var session = AwsSessionCredentials.create(
                credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken());
        return new AwsClients(endpoint(), StaticCredentialsProvider.create(session), Region.EU_WEST_1);
    }

    static AssumedRole role() {
        return role(EXTERNAL_ID);
    }

    static AssumedRole role(@Nullable String externalId) {
        return new AssumedRole(ROLE, externalId, "trailtally", Duration.ofHours(1));
    }

    private static Organization organization(String partition) {
        return Organization.builder("000000000011")
                .partition(partition)
                .unit(WORKLOADS, "Workloads")
                .unit(WORKLOADS_PROD, "Prod", WORKLOADS)
                .unit(WORKLOADS_PROD_EU, "EU", WORKLOADS_PROD)
                .unit(SANDBOX, "Sandbox")
                .unit(SANDBOX_PROD, "Prod", SANDBOX)
                .account(member(MANAGEMENT, "management", "r-sim1", AccountState.ACTIVE))
                .account(member(SHOP, "Shop", WORKLOADS_PROD, AccountState.ACTIVE))
                .account(member(SHOP_EU, "Shop Europe", WORKLOADS_PROD_EU, AccountState.ACTIVE))
                .account(member(PLAYGROUND, "Playground", SANDBOX_PROD, AccountState.ACTIVE))
                .account(member(SUSPENDED, "Old shop", WORKLOADS, AccountState.SUSPENDED))
                .account(member(STARTING, "New shop", WORKLOADS, AccountState.PENDING_ACTIVATION))
                .build();
    }

    private static MemberAccount member(long id, String name, String parent, AccountState state) {
        Map<String, SimulatedEvents> events = new HashMap<>();
        REGIONS.forEach(region -> events.put(region, GivenEvents.none()));
        var roles = List.of(Role.named(ROLE).withExternalId(EXTERNAL_ID));
        return new MemberAccount(ScannedAccount.digits(id), name, parent, state, roles, events);
    }

    @Override
    public void close() {
        clients.close();
        simulator.close();
    }
}
