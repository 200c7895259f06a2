package dev.trailtally.simulator;

import static dev.trailtally.simulator.Fixture.MANAGEMENT;
import static dev.trailtally.simulator.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.trailtally.simulator.event.GivenEvents;
import dev.trailtally.simulator.iam.Accessor;
import dev.trailtally.simulator.iam.EntityType;
import dev.trailtally.simulator.iam.GrantingPolicy;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.IamPlan;
import dev.trailtally.simulator.iam.ServiceAccess;
import dev.trailtally.simulator.iam.query.IamSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessAdvisorUsageGranularityType;
import software.amazon.awssdk.services.iam.model.EntityDetails;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.JobStatusType;
import software.amazon.awssdk.services.iam.model.ListPoliciesGrantingServiceAccessEntry;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.PolicyGrantingServiceAccess;
import software.amazon.awssdk.services.iam.model.ServiceLastAccessed;
import software.amazon.awssdk.services.iam.model.TrackedActionLastAccessed;

class ServiceReportsTest {

    private static final String ALICE = "arn:aws:iam::000000000011:user/alice";
    private static final String GROUP = "arn:aws:iam::000000000011:group/admins";
    private static final Instant USED = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void aReportSaysWhatIsAllowedAndWhenItWasUsed() {
        try (var simulator = start(account(), IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            var iam = clients.iam();
            var id = generate(iam, ALICE);
            assertThat(id).hasSize(36);
            var report = iam.getServiceLastAccessedDetails(request -> request.jobId(id));
            assertThat(report.jobStatus()).isEqualTo(JobStatusType.COMPLETED);
            assertThat(report.jobType()).isEqualTo(AccessAdvisorUsageGranularityType.SERVICE_LEVEL);
            assertThat(report.jobCreationDate()).isEqualTo(NOW);
            assertThat(report.jobCompletionDate()).isEqualTo(NOW);
            assertThat(report.error()).isNull();
            assertThat(report.servicesLastAccessed())
                    .extracting(
                            ServiceLastAccessed::serviceNamespace,
                            ServiceLastAccessed::serviceName,
                            ServiceLastAccessed::lastAuthenticated,
                            ServiceLastAccessed::lastAuthenticatedEntity,
                            ServiceLastAccessed::lastAuthenticatedRegion,
                            ServiceLastAccessed::hasTrackedActionsLastAccessed)
                    .containsExactly(
                            tuple("ec2", "Amazon EC2", null, null, null, false),
                            tuple("s3", "Amazon S3", USED, ALICE, "eu-west-1", false),
                            tuple("sts", "AWS Security Token Service", null, null, null, false));
        }
    }

    @Test
    void nobodyIsNullEntitiesOrNone() {
        var account = IamAccount.empty(MANAGEMENT)
                .user("alice", user -> user.never("a", "b", "c", "d").accessed("e", USED, "eu-west-1"));
        try (var simulator = start(account, IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            assertThat(services(clients.iam(), generate(clients.iam(), ALICE)))
                    .extracting(ServiceLastAccessed::totalAuthenticatedEntities)
                    .containsExactly(null, 0, null, 0, 1);
        }
    }

    @Test
    void actionsAreThereWhenAskedFor() {
        try (var simulator = start(account(), IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            var services = services(clients.iam(), generateActions(clients.iam(), ALICE));
            assertThat(services.get(1).trackedActionsLastAccessed())
                    .extracting(TrackedActionLastAccessed::actionName, TrackedActionLastAccessed::lastAccessedTime)
                    .contains(tuple("CreateBucket", USED), tuple("DeleteBucket", null));
            assertThat(services.get(0).trackedActionsLastAccessed())
                    .isNotEmpty()
                    .allMatch(action -> action.lastAccessedEntity() == null);
            assertThat(services.get(2).hasTrackedActionsLastAccessed()).isFalse();
        }
    }

    @Test
    void unusedActionsMayBeLeftOut() {
        try (var simulator = start(
                        account(), IamSettings.builder().unusedActionsOmitted().build());
                var clients = AwsClients.of(simulator)) {
            assertThat(services(clients.iam(), generateActions(clients.iam(), ALICE)))
                    .extracting(ServiceLastAccessed::hasTrackedActionsLastAccessed)
                    .containsExactly(false, true, false);
        }
    }

    @Test
    void manyServicesComeInPagesAndAreTheTruth() {
        var plan = new IamPlan(5, 2, 2, 1, 1, 1, 250, 0.5, NOW);
        try (var simulator = Simulator.start(Fixture.settings(GivenEvents.none())
                        .iam(Iam.generated(plan))
                        .iamSettings(IamSettings.builder().pageSize(90).build())
                        .build());
                var clients = AwsClients.of(simulator)) {
            var account = simulator.iam(MANAGEMENT);
            assertThat(account.entities()).hasSize(7);
            for (var entity : account.entities()) {
                var rows = services(clients.iam(), generateActions(clients.iam(), entity.arn()));
                var truth = account.services(entity.arn());
                assertThat(truth).hasSize(250);
                assertThat(rows)
                        .extracting(
                                ServiceLastAccessed::serviceNamespace,
                                ServiceLastAccessed::lastAuthenticated,
                                ServiceLastAccessed::lastAuthenticatedEntity)
                        .containsExactlyElementsOf(truth.stream()
                                .map(row ->
                                        tuple(row.namespace(), row.lastAuthenticated(), row.lastAuthenticatedEntity()))
                                .toList());
            }
        }
    }

    @Test
    void whoUsedAGroupsServicesIsListedNewestFirst() {
        try (var simulator = start(account(), IamSettings.builder().pageSize(1).build());
                var clients = AwsClients.of(simulator)) {
            var iam = clients.iam();
            var id = generate(iam, GROUP);
            assertThat(services(iam, id).getFirst().totalAuthenticatedEntities())
                    .isEqualTo(1);
            var details = new ArrayList<EntityDetails>();
            String marker = null;
            do {
                var from = marker;
                var page = iam.getServiceLastAccessedDetailsWithEntities(
                        request -> request.jobId(id).serviceNamespace("s3").marker(from));
                details.addAll(page.entityDetailsList());
                marker = page.marker();
            } while (marker != null);
            assertThat(details)
                    .extracting(entity -> entity.entityInfo().arn(), EntityDetails::lastAuthenticated)
                    .containsExactly(tuple(ALICE, USED), tuple("arn:aws:iam::000000000011:user/bob", null));
            assertThat(details.getFirst().entityInfo().typeAsString()).isEqualTo("USER");
            assertThatThrownBy(() -> iam.getServiceLastAccessedDetailsWithEntities(
                            request -> request.jobId(id).serviceNamespace("sqs")))
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void aUsersReportHasTheUserItself() {
        try (var simulator = start(account(), IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            var id = generate(clients.iam(), ALICE);
            var page = clients.iam()
                    .getServiceLastAccessedDetailsWithEntities(
                            request -> request.jobId(id).serviceNamespace("s3"));
            assertThat(page.entityDetailsList())
                    .extracting(entity -> entity.entityInfo().arn(), EntityDetails::lastAuthenticated)
                    .containsExactly(tuple(ALICE, USED));
        }
    }

    @Test
    void policiesThatGrantAServiceAreListedByService() {
        try (var simulator = start(account(), IamSettings.builder().pageSize(1).build());
                var clients = AwsClients.of(simulator)) {
            var entries = new ArrayList<ListPoliciesGrantingServiceAccessEntry>();
            String marker = null;
            do {
                var from = marker;
                var page = clients.iam()
                        .listPoliciesGrantingServiceAccess(request -> request.arn(ALICE)
                                .serviceNamespaces("s3", "sqs")
                                .marker(from));
                entries.addAll(page.policiesGrantingServiceAccess());
                marker = page.marker();
            } while (marker != null);
            assertThat(entries)
                    .extracting(ListPoliciesGrantingServiceAccessEntry::serviceNamespace)
                    .containsExactly("s3", "sqs");
            assertThat(entries.getFirst().policies())
                    .extracting(
                            PolicyGrantingServiceAccess::policyName,
                            PolicyGrantingServiceAccess::policyTypeAsString,
                            PolicyGrantingServiceAccess::policyArn,
                            PolicyGrantingServiceAccess::entityTypeAsString,
                            PolicyGrantingServiceAccess::entityName)
                    .containsExactly(
                            tuple("buckets", "MANAGED", "arn:aws:iam::000000000011:policy/buckets", null, null),
                            tuple("own", "INLINE", null, "GROUP", "admins"));
            assertThat(entries.getLast().policies()).isEmpty();
        }
    }

    @Test
    void changesAreSeenByLaterJobsOnly() {
        try (var simulator = start(account(), IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            var iam = clients.iam();
            var before = generate(iam, ALICE);
            simulator.iam(MANAGEMENT).access(ALICE, "ec2", NOW, "eu-west-1");
            var after = generate(iam, ALICE);
            assertThat(services(iam, before).getFirst().lastAuthenticated()).isNull();
            assertThat(services(iam, after).getFirst().lastAuthenticated()).isEqualTo(NOW);
        }
    }

    @Test
    void whatIsNotThereOrNoArnIsSaidInTheSdksTypes() {
        try (var simulator = start(account(), IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            var iam = clients.iam();
            assertThatThrownBy(() -> generate(iam, ALICE + "2")).isInstanceOf(NoSuchEntityException.class);
            assertThatThrownBy(() -> generate(iam, "arn:aws:s3:::some-bucket-name"))
                    .isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> iam.getServiceLastAccessedDetails(
                            request -> request.jobId("00000000-0000-0000-0000-000000000000")))
                    .isInstanceOf(NoSuchEntityException.class);
            assertThatThrownBy(() -> iam.listPoliciesGrantingServiceAccess(
                            request -> request.arn(ALICE + "2").serviceNamespaces("s3")))
                    .isInstanceOf(NoSuchEntityException.class);
            var tooMany =
                    IntStream.range(0, 201).mapToObj(number -> "s" + number).toList();
            assertThatThrownBy(() -> iam.listPoliciesGrantingServiceAccess(
                            request -> request.arn(ALICE).serviceNamespaces(tooMany)))
                    .isInstanceOfSatisfying(
                            IamException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError"));
        }
    }

    private static String generate(IamClient iam, String arn) {
        return iam.generateServiceLastAccessedDetails(request -> request.arn(arn))
                .jobId();
    }

    private static String generateActions(IamClient iam, String arn) {
        return iam.generateServiceLastAccessedDetails(
                        request -> request.arn(arn).granularity("ACTION_LEVEL"))
                .jobId();
    }

    private static List<ServiceLastAccessed> services(IamClient iam, String id) {
        var services = new ArrayList<ServiceLastAccessed>();
        String marker = null;
        do {
            var from = marker;
            var page = iam.getServiceLastAccessedDetails(
                    request -> request.jobId(id).marker(from).maxItems(1000));
            services.addAll(page.servicesLastAccessed());
            assertThat(page.isTruncated()).isEqualTo(page.marker() != null);
            marker = page.marker();
        } while (marker != null);
        return services;
    }

    private static IamAccount account() {
        var account = IamAccount.empty(MANAGEMENT).user("bob", user -> user);
        var buckets = ServiceAccess.never("s3").accessed(USED, ALICE, "eu-west-1");
        var actions = new ArrayList<>(buckets.trackedActions());
        actions.set(0, actions.getFirst().accessed(USED, ALICE, "eu-west-1"));
        var granting = List.of(
                GrantingPolicy.managed("arn:aws:iam::000000000011:policy/buckets"),
                GrantingPolicy.inline("own", EntityType.GROUP, "admins"));
        account.user(
                "alice",
                user -> user.never("sts", "ec2")
                        .service(buckets.withTrackedActions(actions).withPolicies(granting)));
        var alice = account.findEntity(ALICE).orElseThrow();
        var bob = account.findEntity(EntityType.USER, "bob").orElseThrow();
        var accessors = List.of(Accessor.of(bob, null), Accessor.of(alice, USED));
        return account.group(
                "admins", group -> group.service(ServiceAccess.never("s3").withAccessors(accessors, "eu-west-1")));
    }

    private static Simulator start(IamAccount account, IamSettings settings) {
        return Simulator.start(Fixture.settings(GivenEvents.none())
                .iam(Iam.of(account))
                .iamSettings(settings)
                .build());
    }
}
