package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.query.IamSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listings of IAM whose pages repeat their marker. */
@Waiting
class EndlessListingsTest {

    private static final String ACCOUNT = Organizations.MANAGEMENT;

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void listingsOfEntitiesEndTheirAccountAfterTwoPages() {
        var actions = List.of("ListUsers", "ListRoles", "ListGroups", "ListPolicies");
        try (var simulator = simulator(actions);
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var scan = collector.collect(IamScans.scan());

            assertThat(scan.getFailuresList()).extracting(Failure::getCode).containsExactly("ENDLESS_LISTING");
            assertThat(scan.getFailures(0).getMessage())
                    .contains("iam:ListUsers", "iam:ListRoles", "iam:ListGroups", "iam:ListPolicies");
            for (var action : actions) {
                assertThat(accepted(simulator, action)).as(action).isBetween(2L, 4L);
            }
        }
    }

    @Test
    void listingsOfAccessKeysEndTheirAccountAfterTwoPages() {
        try (var simulator = simulator(List.of("ListAccessKeys"));
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var scan = collector.collect(IamScans.scan());

            assertThat(scan.getFailuresList()).extracting(Failure::getCode).containsExactly("ENDLESS_LISTING");
            assertThat(accepted(simulator, "ListAccessKeys")).isEqualTo(2);
        }
    }

    @Test
    void reportsEndTheirJobsAfterTwoPages() {
        try (var simulator = simulator(List.of("GetServiceLastAccessedDetails"));
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            collector.collect(IamScans.scan(LastAccessedSource.newBuilder().setSkipAccessKeys(true)));

            assertThat(IamScans.failures(database))
                    .isEqualTo(Map.of("anna ENDLESS_LISTING", 1L, "reader ENDLESS_LISTING", 1L));
            assertThat(accepted(simulator, "GetServiceLastAccessedDetails")).isEqualTo(4);
        }
    }

    @Test
    void grantingPoliciesEndTheirJobsAndKeepTheReports() {
        try (var simulator = simulator(List.of("ListPoliciesGrantingServiceAccess"));
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            collector.collect(IamScans.scan(LastAccessedSource.newBuilder().setGrantingPolicies(true)));

            assertThat(IamScans.failures(database))
                    .isEqualTo(Map.of("anna ENDLESS_LISTING", 1L, "reader ENDLESS_LISTING", 1L));
            assertThat(IamScans.stored(database, ACCOUNT)).isEqualTo(IamScans.truth(simulator, ACCOUNT, arn -> true));
        }
    }

    private static Simulator simulator(List<String> endless) {
        var settings = IamSettings.builder();
        endless.forEach(settings::endless);
        var account = IamAccount.empty(ACCOUNT)
                .user("anna", user -> user.never("s3"))
                .role("reader", role -> role.never("s3", "ec2"));
        return IamScans.simulator(1, Iam.of(account), settings.build(), Faults.none());
    }

    private static long accepted(Simulator simulator, String action) {
        return simulator.iamUses().getFirst().accepted(action);
    }
}
