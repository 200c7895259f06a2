package dev.trailtally.simulator;

import static dev.trailtally.simulator.Fixture.MANAGEMENT;
import static dev.trailtally.simulator.Fixture.MEMBER;
import static dev.trailtally.simulator.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.simulator.event.GivenEvents;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.query.IamSettings;
import dev.trailtally.simulator.iam.query.JobFate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsResponse;
import software.amazon.awssdk.services.iam.model.JobStatusType;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.sts.model.Credentials;

class JobsTest {

    private static final String ROLE = "arn:aws:iam::000000000011:role/app";
    private static final String SESSIONS_ROLE = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole";

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);

    @Test
    void aJobIsInProgressUntilItsTimeHasCome() {
        try (var simulator = start(IamSettings.builder().jobDelay(Latency.fixed(Duration.ofSeconds(3))));
                var clients = AwsClients.of(simulator)) {
            var id = generate(clients.iam(), ROLE);
            now.set(NOW.plusMillis(2999));
            var running = report(clients.iam(), id);
            assertThat(running.jobStatus()).isEqualTo(JobStatusType.IN_PROGRESS);
            assertThat(running.jobCreationDate()).isEqualTo(NOW);
            assertThat(running.jobCompletionDate()).isNull();
            assertThat(running.servicesLastAccessed()).isEmpty();
            now.set(NOW.plusSeconds(60));
            var completed = report(clients.iam(), id);
            assertThat(completed.jobStatus()).isEqualTo(JobStatusType.COMPLETED);
            assertThat(completed.jobCompletionDate()).isEqualTo(NOW.plusSeconds(3));
            assertThat(completed.servicesLastAccessed()).hasSize(1);
        }
    }

    @Test
    void jobsTakeTimesBetweenTheShortestAndTheLongest() {
        try (var simulator = start(IamSettings.builder().jobDelay(Latency.ofMillis(1000, 3000)));
                var clients = AwsClients.of(simulator)) {
            var ids = IntStream.range(0, 20)
                    .mapToObj(number -> generate(clients.iam(), ROLE))
                    .toList();
            now.set(NOW.plusSeconds(3));
            var ends = new HashSet<Instant>();
            for (var id : ids) {
                ends.add(report(clients.iam(), id).jobCompletionDate());
            }
            assertThat(ends)
                    .hasSizeGreaterThan(15)
                    .allMatch(end -> !end.isBefore(NOW.plusSeconds(1)) && !end.isAfter(NOW.plusSeconds(3)));
        }
    }

    @Test
    void aFailedJobSaysWhy() {
        try (var simulator = start(IamSettings.builder().fate(ROLE, JobFate.FAILS));
                var clients = AwsClients.of(simulator)) {
            var id = generate(clients.iam(), ROLE);
            var failed = report(clients.iam(), id);
            assertThat(failed.jobStatus()).isEqualTo(JobStatusType.FAILED);
            assertThat(failed.jobCompletionDate()).isEqualTo(NOW);
            assertThat(failed.error().code()).isEqualTo("InternalFailure");
            assertThat(failed.error().message()).isNotEmpty();
            var entities = clients.iam()
                    .getServiceLastAccessedDetailsWithEntities(
                            request -> request.jobId(id).serviceNamespace("s3"));
            assertThat(entities.error().code()).isEqualTo("InternalFailure");
        }
    }

    @Test
    void jobsFailAsOftenAsSet() {
        try (var simulator = start(IamSettings.builder().fail(ROLE, 1));
                var clients = AwsClients.of(simulator)) {
            var first = generate(clients.iam(), ROLE);
            var second = generate(clients.iam(), ROLE);

            assertThat(report(clients.iam(), first).jobStatus()).isEqualTo(JobStatusType.FAILED);
            assertThat(report(clients.iam(), second).jobStatus()).isEqualTo(JobStatusType.COMPLETED);
        }
    }

    @Test
    void aShareOfEntitiesFailsEachTimeAndIsKnown() {
        var settings = IamSettings.builder().failedJobs(0.3).build();
        var failing = IntStream.range(0, 1000)
                .filter(number -> settings.fails("arn:aws:iam::000000000011:role/role-" + number))
                .count();
        assertThat(failing).isBetween(250L, 350L);
        assertThat(IamSettings.plain().fails(ROLE)).isFalse();
    }

    @Test
    void aJobMayNeverEnd() {
        try (var simulator = start(IamSettings.builder().fate(ROLE, JobFate.NEVER_ENDS));
                var clients = AwsClients.of(simulator)) {
            var id = generate(clients.iam(), ROLE);
            now.set(NOW.plus(Duration.ofDays(30)));
            assertThat(report(clients.iam(), id).jobStatus()).isEqualTo(JobStatusType.IN_PROGRESS);
        }
    }

    @Test
    void jobsVanishAsOftenAsSaid() {
        var delay = Latency.fixed(Duration.ofSeconds(1));
        try (var simulator = start(IamSettings.builder().vanish(ROLE, 2).jobDelay(delay));
                var clients = AwsClients.of(simulator)) {
            var first = generate(clients.iam(), ROLE);
            var second = generate(clients.iam(), ROLE);
            var third = generate(clients.iam(), ROLE);
            assertThat(report(clients.iam(), first).jobStatus()).isEqualTo(JobStatusType.IN_PROGRESS);
            now.set(NOW.plusSeconds(1));
            assertGone(clients.iam(), first);
            assertGone(clients.iam(), second);
            assertThat(report(clients.iam(), third).jobStatus()).isEqualTo(JobStatusType.COMPLETED);
        }
    }

    @Test
    void aJobIsForgottenAfterItsLifetime() {
        try (var simulator = start(IamSettings.builder().jobLifetime(Duration.ofHours(1)));
                var clients = AwsClients.of(simulator)) {
            var id = generate(clients.iam(), ROLE);
            now.set(NOW.plusSeconds(3599));
            report(clients.iam(), id);
            now.set(NOW.plusSeconds(3600));
            assertGone(clients.iam(), id);
        }
    }

    @Test
    void anEntityDeletedInBetweenIsListedAndHasNoJob() {
        try (var simulator = start(IamSettings.builder().fate(ROLE, JobFate.ENTITY_DELETED));
                var clients = AwsClients.of(simulator)) {
            assertThat(clients.iam().listRoles().roles()).hasSize(1);
            assertThatThrownBy(() -> generate(clients.iam(), ROLE)).isInstanceOf(NoSuchEntityException.class);
        }
    }

    @Test
    void onlyTheSessionThatMadeAJobMayReadIt() {
        try (var simulator = start(IamSettings.builder());
                var management = AwsClients.of(simulator)) {
            var maker = assume(management);
            var sameRoleAgain = assume(management);
            try (var making = AwsClients.of(simulator, maker);
                    var again = AwsClients.of(simulator, maker);
                    var other = AwsClients.of(simulator, sameRoleAgain);
                    var user = AwsClients.of(simulator, simulator.key(MEMBER))) {
                var id = generate(making.iam(), "arn:aws:iam::222222222222:role/app");
                report(making.iam(), id);
                report(again.iam(), id);
                assertGone(other.iam(), id);
                assertGone(user.iam(), id);
                assertGone(management.iam(), id);
                assertThatThrownBy(() -> other.iam()
                                .getServiceLastAccessedDetailsWithEntities(
                                        request -> request.jobId(id).serviceNamespace("s3")))
                        .isInstanceOf(NoSuchEntityException.class);
            }
        }
    }

    @Test
    void aUsersKeyReadsItsJobFromAnyClient() {
        try (var simulator = start(IamSettings.builder());
                var one = AwsClients.of(simulator);
                var other = AwsClients.of(simulator)) {
            var id = generate(one.iam(), ROLE);
            assertThat(report(other.iam(), id).jobStatus()).isEqualTo(JobStatusType.COMPLETED);
        }
    }

    private static void assertGone(IamClient iam, String id) {
        assertThatThrownBy(() -> report(iam, id))
                .isInstanceOfSatisfying(
                        NoSuchEntityException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NoSuchEntity"));
    }

    private static Credentials assume(AwsClients clients) {
        return clients.sts()
                .assumeRole(request -> request.roleArn(SESSIONS_ROLE).roleSessionName("scan"))
                .credentials();
    }

    private static String generate(IamClient iam, String arn) {
        return iam.generateServiceLastAccessedDetails(request -> request.arn(arn))
                .jobId();
    }

    private static GetServiceLastAccessedDetailsResponse report(IamClient iam, String id) {
        return iam.getServiceLastAccessedDetails(request -> request.jobId(id));
    }

    private Simulator start(IamSettings.Builder settings) {
        var iam = Iam.of(
                IamAccount.empty(MANAGEMENT).role("app", role -> role.never("s3")),
                IamAccount.empty(MEMBER).role("app", role -> role.never("s3")));
        return Simulator.start(Fixture.settings(GivenEvents.none())
                .clock(now::get)
                .iam(iam)
                .iamSettings(settings.build())
                .build());
    }
}
