package dev.trailtally.collector.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.trailtally.collector.source.SourceException;
import dev.trailtally.simulator.fault.Faults;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class AccountSessionsTest {

    private static final LookupEventsRequest LOOKUP =
            LookupEventsRequest.builder().maxResults(1).build();

    @Test
    void theCallersOwnAccountNeedsNoRole() throws Exception {
        try (var simulated = Simulated.start()) {
            var sessions = new AccountSessions(simulated.clients);
            var own = sessions.session(Simulated.MANAGEMENT, null);

            assertThat(own.lookup(LOOKUP, "eu-west-1", () -> {}).events()).isEmpty();
            assertThat(sessions.session(Simulated.MANAGEMENT, Simulated.role())).isSameAs(own);
        }
    }

    @Test
    void anotherAccountWithoutARoleIsNotTakenForTheCallers() {
        try (var simulated = Simulated.start()) {
            var failure = refusal(simulated, Simulated.SHOP, null);

            assertThat(failure.code()).isEqualTo("NO_ROLE");
            assertThat(failure.explanation()).contains("222222222222", "000000000011");
        }
    }

    @Test
    void aRoleWithAPathAndAnExternalIdIsAssumedOnce() throws Exception {
        try (var simulated = Simulated.start()) {
            var sessions = new AccountSessions(simulated.clients);
            var session = sessions.session(Simulated.SHOP, Simulated.role());

            assertThat(session.lookup(LOOKUP, "eu-west-1", () -> {}).events()).isEmpty();
            assertThat(sessions.session(Simulated.SHOP, Simulated.role())).isSameAs(session);
            assertThat(sessions.session(Simulated.SHOP_EU, Simulated.role()).open())
                    .isNotEqualTo(session.open());
        }
    }

    @Test
    void aDeniedRoleNamesBothIdentitiesAndNoExternalId() {
        try (var simulated = Simulated.start()) {
            var wrong = refusal(simulated, Simulated.SHOP, Simulated.role("guessed-1"));
            var none = refusal(simulated, Simulated.SHOP, Simulated.role(null));

            assertThat(wrong.code()).isEqualTo("AccessDenied");
            assertThat(wrong.nextStep())
                    .contains(
                            "arn:aws:iam::222222222222:role/team/reader",
                            "arn:aws:iam::000000000011:user/",
                            "sts:AssumeRole",
                            "external id of the scan must be")
                    .doesNotContain("guessed-1");
            assertThat(wrong).hasMessageNotContaining("guessed-1");
            assertThat(none.nextStep()).contains("name it in the scan");
        }
    }

    @ParameterizedTest
    @CsvSource({"cn-north-1, aws-cn", "us-gov-east-1, aws-us-gov"})
    void rolesOfOtherPartitionsAreAssumed(String region, String partition) throws Exception {
        try (var simulated = Simulated.start(partition, region, settings -> settings)) {
            var session = new AccountSessions(simulated.clients).session(Simulated.SHOP, Simulated.role());

            assertThat(session.partition()).isEqualTo(partition);
        }
    }

    @Test
    void aSessionLongerThanTheRoleAllowsIsToBeLowered() {
        try (var simulated = Simulated.start()) {
            var role = new AssumedRole(Simulated.ROLE, Simulated.EXTERNAL_ID, "scan", Duration.ofHours(2));
            var failure = refusal(simulated, Simulated.SHOP, role);

            assertThat(failure.code()).isEqualTo("ValidationError");
            assertThat(failure.nextStep()).contains("Lower the session duration", "PT2H", "MaxSessionDuration");
        }
    }

    @Test
    void aRoleAssumedByARoleLastsAnHourAtMost() throws Exception {
        try (var simulated = Simulated.start();
                var chained = simulated.clientsOf(Simulated.SHOP)) {
            var sessions = new AccountSessions(chained);
            var twoHours = new AssumedRole(Simulated.ROLE, Simulated.EXTERNAL_ID, "scan", Duration.ofHours(2));

            assertThat(sessions.session(Simulated.SHOP_EU, Simulated.role()).partition())
                    .isEqualTo("aws");
            var failure =
                    catchThrowableOfType(SourceException.class, () -> sessions.session(Simulated.SHOP_EU, twoHours));
            assertThat(failure.code()).isEqualTo("ValidationError");
            assertThat(failure.nextStep()).contains("a role assumed by a role lasts an hour at most");
        }
    }

    @Test
    void anEndpointOfTheAwsConfigurationIsHonoured() throws Exception {
        try (var simulated = Simulated.start()) {
            System.setProperty("aws.endpointUrlSts", simulated.endpoint());
            try (var clients = new AwsClients("", simulated.credentials(), Region.EU_WEST_1)) {
                assertThat(new CallerIdentity(clients).fetch().accountId()).isEqualTo(Simulated.MANAGEMENT);
            } finally {
                System.clearProperty("aws.endpointUrlSts");
            }
        }
    }

    // The simulator's clock is behind by so much that its 60 seconds come within the margin after two.
    @Test
    void credentialsOfSixtySecondsServeManyRequestsAndAreRenewedUnderUse() throws Exception {
        var behind = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-38));
        var faults = Faults.builder().credentialLifetime(Duration.ofSeconds(60)).build();
        try (var simulated = Simulated.start(settings -> settings.clock(behind).faults(faults))) {
            var session = new AccountSessions(simulated.clients).session(Simulated.SHOP, Simulated.role());
            var keys = ConcurrentHashMap.<String>newKeySet();
            for (int request = 0; request < 20; request++) {
                keys.add(session.open());
            }
            assertThat(keys).hasSize(1);

            await().atMost(Duration.ofSeconds(20)).until(() -> {
                session.lookup(LOOKUP, "eu-west-1", () -> {});
                keys.add(session.open());
                return keys.size() == 3;
            });
        }
    }

    @Test
    void credentialsRefusedAsExpiredAreRenewedOnceByAllWhoFindThemSo() throws Exception {
        var ahead = new AtomicLong();
        try (var simulated = Simulated.start(
                settings -> settings.clock(() -> Clock.systemUTC().instant().plusSeconds(ahead.get())))) {
            var session = new AccountSessions(simulated.clients).session(Simulated.SHOP, Simulated.role());
            var first = session.open();
            ahead.set(7_200);

            var after = renewedKeys(session);

            assertThat(after).hasSize(1).doesNotContain(first);
            assertThat(session.enabledRegions(RegionSource.EC2)).isNotEmpty();
        }
    }

    private static Set<String> renewedKeys(AccountSession session) throws Exception {
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var keys = new HashSet<String>();
            Callable<String> reading = () -> renewedKey(session);
            for (var reader : readers.invokeAll(Collections.nCopies(16, reading))) {
                keys.add(reader.get());
            }
            return keys;
        }
    }

    private static String renewedKey(AccountSession session) throws SourceException {
        try {
            session.lookup(LOOKUP, "eu-west-1", () -> {});
        } catch (AwsServiceException e) {
            assertThat(AwsFailures.isExpiredCredentials(e)).isTrue();
            session.renew();
        }
        session.lookup(LOOKUP, "eu-west-1", () -> {});
        return session.open();
    }

    private static SourceException refusal(Simulated simulated, long account, @Nullable AssumedRole role) {
        var sessions = new AccountSessions(simulated.clients);
        return catchThrowableOfType(SourceException.class, () -> sessions.session(account, role));
    }
}
