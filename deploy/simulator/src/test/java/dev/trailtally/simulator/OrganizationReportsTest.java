package dev.trailtally.simulator;

import static dev.trailtally.simulator.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.query.IamSettings;
import dev.trailtally.simulator.iam.query.JobFate;
import dev.trailtally.simulator.organization.Organization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessDetail;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.JobStatusType;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.ReportGenerationLimitExceededException;
import software.amazon.awssdk.services.iam.model.SortKeyType;

class OrganizationReportsTest {

    private static final String ROOT = "o-simulated01/r-sim1";
    private static final String WORK = ROOT + "/ou-sim1-workload";
    private static final String DEEP = WORK + "/ou-sim1-producti";
    private static final Instant EARLY = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant LATE = Instant.parse("2026-02-02T03:04:05Z");

    @Test
    void theRootsReportHasTheLastAccessOfEachServiceAndWhereItWas() {
        try (var simulator = start(IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            var report =
                    clients.iam().getOrganizationsAccessReport(request -> request.jobId(generate(clients.iam(), ROOT)));
            assertThat(report.jobStatus()).isEqualTo(JobStatusType.COMPLETED);
            assertThat(report.numberOfServicesAccessible()).isEqualTo(3);
            assertThat(report.numberOfServicesNotAccessed()).isEqualTo(1);
            assertThat(report.accessDetails())
                    .extracting(
                            AccessDetail::serviceNamespace,
                            AccessDetail::lastAuthenticatedTime,
                            AccessDetail::entityPath,
                            AccessDetail::region,
                            AccessDetail::totalAuthenticatedEntities)
                    .containsExactly(
                            tuple("ec2", EARLY, DEEP + "/333333333333", "us-east-1", 1),
                            tuple("s3", LATE, WORK + "/222222222222", "eu-west-1", 2),
                            tuple("sqs", null, null, null, null));
            assertThat(simulator.organizationTruth(ROOT, null))
                    .extracting(row -> row.serviceNamespace(), row -> row.lastAuthenticatedTime())
                    .containsExactly(tuple("ec2", EARLY), tuple("s3", LATE), tuple("sqs", null));
        }
    }

    @Test
    void anOuHasWhatIsBelowItAndAnAccountItself() {
        try (var simulator = start(IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            assertThat(accesses(clients.iam(), DEEP))
                    .extracting(AccessDetail::lastAuthenticatedTime)
                    .containsExactly(EARLY, EARLY, null);
            assertThat(accesses(clients.iam(), WORK + "/222222222222"))
                    .extracting(AccessDetail::lastAuthenticatedTime)
                    .containsExactly(null, LATE, null);
            assertThat(accesses(clients.iam(), ROOT + "/111111111111")).allMatch(row -> row.entityPath() == null);
        }
    }

    @Test
    void aPolicySaysWhichServicesAreMeant() {
        var settings = IamSettings.builder()
                .serviceControlPolicy("p-storage01", Set.of("s3", "glacier"))
                .build();
        try (var simulator = start(settings);
                var clients = AwsClients.of(simulator)) {
            var iam = clients.iam();
            var id = iam.generateOrganizationsAccessReport(
                            request -> request.entityPath(WORK).organizationsPolicyId("p-storage01"))
                    .jobId();
            assertThat(iam.getOrganizationsAccessReport(request -> request.jobId(id))
                            .accessDetails())
                    .extracting(AccessDetail::serviceNamespace, AccessDetail::lastAuthenticatedTime)
                    .containsExactly(tuple("glacier", null), tuple("s3", LATE));
            assertThatThrownBy(() -> iam.generateOrganizationsAccessReport(
                            request -> request.entityPath(WORK).organizationsPolicyId("p-unknown01")))
                    .hasMessageContaining("OrganizationsPolicyId");
        }
    }

    @Test
    void itIsSortedAsAskedAndComesInPages() {
        try (var simulator = start(IamSettings.builder().pageSize(2).build());
                var clients = AwsClients.of(simulator)) {
            var iam = clients.iam();
            var id = generate(iam, ROOT);
            var namespaces = new ArrayList<String>();
            String marker = null;
            do {
                var from = marker;
                var page = iam.getOrganizationsAccessReport(request ->
                        request.jobId(id).marker(from).sortKey(SortKeyType.LAST_AUTHENTICATED_TIME_DESCENDING));
                page.accessDetails().forEach(row -> namespaces.add(row.serviceNamespace()));
                marker = page.marker();
            } while (marker != null);
            assertThat(namespaces).containsExactly("s3", "ec2", "sqs");
        }
    }

    @Test
    void onlyTheManagementAccountMayAskAndOnlyForWhatThereIs() {
        try (var simulator = start(IamSettings.plain());
                var clients = AwsClients.of(simulator);
                var member = AwsClients.of(simulator, simulator.key("222222222222"))) {
            assertThatThrownBy(() -> generate(member.iam(), ROOT)).isInstanceOfSatisfying(IamException.class, e -> {
                assertThat(e.statusCode()).isEqualTo(403);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                assertThat(e.awsErrorDetails().errorMessage()).contains("iam:GenerateOrganizationsAccessReport");
            });
            assertThatThrownBy(() -> generate(clients.iam(), WORK + "/111111111111"))
                    .isInstanceOfSatisfying(IamException.class, e -> {
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NoSuchEntity");
                        assertThat(e.awsErrorDetails().errorMessage()).contains("EntityPath");
                    });
            assertThatThrownBy(() -> clients.iam()
                            .getOrganizationsAccessReport(
                                    request -> request.jobId("00000000-0000-0000-0000-000000000000")))
                    .isInstanceOf(NoSuchEntityException.class);
        }
    }

    @Test
    void reportsFailAndTooManyAtOnceAreRefused() {
        var settings = IamSettings.builder()
                .fate(WORK, JobFate.FAILS)
                .runningReports(1)
                .jobDelay(Latency.fixed(Duration.ofSeconds(1)))
                .build();
        var now = new AtomicReference<>(NOW);
        try (var simulator = Simulator.start(SimulatorSettings.of(organization())
                        .clock(now::get)
                        .iam(iam())
                        .iamSettings(settings)
                        .build());
                var clients = AwsClients.of(simulator)) {
            var id = generate(clients.iam(), WORK);
            assertThatThrownBy(() -> generate(clients.iam(), ROOT))
                    .isInstanceOfSatisfying(
                            ReportGenerationLimitExceededException.class,
                            e -> assertThat(e.statusCode()).isEqualTo(409));
            now.set(NOW.plusSeconds(1));
            var failed = clients.iam().getOrganizationsAccessReport(request -> request.jobId(id));
            assertThat(failed.jobStatus()).isEqualTo(JobStatusType.FAILED);
            assertThat(failed.errorDetails().code()).isEqualTo("InternalFailure");
        }
    }

    private static String generate(IamClient iam, String path) {
        return iam.generateOrganizationsAccessReport(request -> request.entityPath(path))
                .jobId();
    }

    private static List<AccessDetail> accesses(IamClient iam, String path) {
        return iam.getOrganizationsAccessReport(request -> request.jobId(generate(iam, path)))
                .accessDetails();
    }

    private static Simulator start(IamSettings settings) {
        return Simulator.start(SimulatorSettings.of(organization())
                .clock(() -> NOW)
                .iam(iam())
                .iamSettings(settings)
                .build());
    }

    private static Iam iam() {
        return Iam.of(
                IamAccount.empty("222222222222")
                        .user("alice", user -> user.accessed("s3", EARLY, "us-east-1"))
                        .role("app", role -> role.accessed("s3", LATE, "eu-west-1")),
                IamAccount.empty("333333333333")
                        .role(
                                "app",
                                role -> role.accessed("s3", EARLY, "eu-west-1")
                                        .accessed("ec2", EARLY, "us-east-1")
                                        .never("sqs")));
    }

    private static Organization organization() {
        return Organization.builder("111111111111")
                .unit("ou-sim1-workload", "Workloads")
                .unit("ou-sim1-producti", "Production", "ou-sim1-workload")
                .account("111111111111", "management", Map.of())
                .account("222222222222", "two", "ou-sim1-workload", Map.of())
                .account("333333333333", "three", "ou-sim1-producti", Map.of())
                .build();
    }
}
