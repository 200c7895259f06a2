package dev.trailtally.simulator;

import static dev.trailtally.simulator.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trailtally.simulator.event.Principals;
import dev.trailtally.simulator.iam.EntityType;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.IamEntity;
import dev.trailtally.simulator.iam.ServiceAccess;
import dev.trailtally.simulator.organization.Organization;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DemoIamTest {

    private static final String SHOP = "100000000021";
    private static final Instant KNOWN = NOW.minus(Duration.ofHours(4));

    private final Organization organization = DemoOrganization.at(NOW);
    private final IamAccount shop = DemoIam.of(organization, NOW).account(SHOP);

    @Test
    void whoeverCallsInTheEventsIsThereWithTheSameArnAndId() {
        var ids = new HashMap<String, String>();
        forEachRecord(record -> {
            var identity = record.path("userIdentity");
            var issuer = identity.path("sessionContext").path("sessionIssuer");
            var principal = issuer.isMissingNode() ? identity : issuer;
            if (principal.path("arn").asText().matches("arn:aws:iam::\\d+:(user|role)/.*")) {
                ids.put(
                        principal.path("arn").asText(),
                        principal.path("principalId").asText());
            }
        });
        assertThat(ids).hasSize(Principals.USERS.size() + Principals.ROLES.size() + 1);
        ids.forEach(
                (arn, id) -> assertThat(shop.findEntity(arn).map(IamEntity::id)).contains(id));
    }

    @Test
    void aServiceWasLastAccessedWhenItWasLastCalledFourHoursAgoOrBefore() {
        var last = new HashMap<String, Instant>();
        var admin = "arn:aws:iam::" + SHOP + ":role/Admin";
        forEachRecord(record -> {
            var issuer = record.path("userIdentity").path("sessionContext").path("sessionIssuer");
            var time = Instant.parse(record.path("eventTime").asText());
            if (issuer.path("arn").asText().equals(admin) && time.isBefore(KNOWN)) {
                var source = record.path("eventSource").asText().replace(".amazonaws.com", "");
                last.merge(source.replace("monitoring", "cloudwatch"), time, (a, b) -> a.isAfter(b) ? a : b);
            }
        });
        assertThat(last).hasSizeGreaterThan(10);
        var services = services(admin);
        last.forEach((namespace, time) -> assertThat(service(admin, namespace).lastAuthenticated())
                .as(namespace)
                .isEqualTo(time));
        assertThat(services.values())
                .filteredOn(service -> service.lastAuthenticated() == null)
                .hasSizeGreaterThan(30);
    }

    @Test
    void keysAreThoseOfTheEventsAndLastUsedAsThere() {
        var last = new HashMap<String, Instant>();
        forEachRecord(record -> {
            var time = Instant.parse(record.path("eventTime").asText());
            var key = record.path("userIdentity").path("accessKeyId").asText();
            if (key.startsWith("AKIA") && time.isBefore(KNOWN)) {
                last.merge(key, time, (a, b) -> a.isAfter(b) ? a : b);
            }
        });
        var keys = new HashMap<String, Instant>();
        shop.entities(EntityType.USER).stream()
                .flatMap(user -> user.keys().stream())
                .filter(key -> key.lastUse() != null && key.lastUse().time().isAfter(NOW.minus(Duration.ofDays(30))))
                .forEach(key -> keys.put(key.id(), key.lastUse().time()));
        assertThat(keys).isEqualTo(last).hasSize(2 * Principals.USERS.size());
    }

    @Test
    void someAreStaleAndSomeWereNeverUsed() {
        var stale = shop.findEntity(EntityType.USER, DemoIam.STALE_USER).orElseThrow();
        assertThat(stale.passwordLastUsed()).isCloseTo(NOW.minus(Duration.ofDays(310)), within(1, ChronoUnit.DAYS));
        assertThat(stale.keys()).singleElement().matches(key -> key.active());
        assertThat(services(stale.arn()).values().stream().filter(row -> row.lastAuthenticated() != null))
                .extracting(ServiceAccess::namespace)
                .containsExactlyInAnyOrder("ec2", "iam", "s3");
        for (var name : Set.of("legacy-migration", "vendor-audit")) {
            var role = shop.findEntity(EntityType.ROLE, name).orElseThrow();
            assertThat(services(role.arn()).values())
                    .hasSizeGreaterThan(20)
                    .allMatch(row -> row.lastAuthenticated() == null);
        }
    }

    @Test
    void groupsAndPoliciesSayWhatTheirHoldersDid() {
        var group = service("arn:aws:iam::" + SHOP + ":group/developers", "s3");
        assertThat(group.accessors()).extracting(accessor -> accessor.name()).contains("alice", "bob.smith", "carol");
        assertThat(group.totalAuthenticatedEntities()).isEqualTo(3);
        var newest = new HashSet<Instant>();
        for (var user : Set.of("alice", "bob.smith", "carol")) {
            newest.add(service("arn:aws:iam::" + SHOP + ":user/" + user, "s3").lastAuthenticated());
        }
        assertThat(group.lastAuthenticated())
                .isEqualTo(newest.stream().max(Instant::compareTo).orElseThrow());
        var administrator =
                shop.findEntity("arn:aws:iam::aws:policy/AdministratorAccess").orElseThrow();
        assertThat(administrator.attachmentCount()).isEqualTo(5);
        assertThat(services(administrator.arn()).values()).hasSize(80);
    }

    @Test
    void everyAccountHasItsOwnAndOneJobFails() {
        var iam = DemoIam.of(organization, NOW);
        for (var account : organization.accounts()) {
            assertThat(iam.account(account.id()).entities()).hasSizeBetween(25, 40);
        }
        assertThat(iam.account("100000000024").findEntity(DemoIam.FAILING_ARN)).isPresent();
        assertThat(DemoOrganization.iamSettings().build().fails(DemoIam.FAILING_ARN))
                .isTrue();
    }

    private ServiceAccess service(String arn, String namespace) {
        return Objects.requireNonNull(services(arn).get(namespace), namespace);
    }

    private Map<String, ServiceAccess> services(String arn) {
        var services = new HashMap<String, ServiceAccess>();
        shop.services(arn).forEach(service -> services.put(service.namespace(), service));
        return services;
    }

    private void forEachRecord(Consumer<JsonNode> consumer) {
        var json = new ObjectMapper();
        for (var events : organization.findAccount(SHOP).orElseThrow().events().values()) {
            events.records().forEach(record -> {
                try {
                    consumer.accept(json.readTree(record));
                } catch (JsonProcessingException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }
}
