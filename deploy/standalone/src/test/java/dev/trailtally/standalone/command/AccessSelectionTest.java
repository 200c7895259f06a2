package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.v1.EntityType;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.JobState;
import dev.trailtally.collector.v1.LastAccessedJob;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.OrganizationsAccessReport;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.report.v1.AccessCoverage;
import dev.trailtally.report.v1.AccessFailure;
import dev.trailtally.report.v1.EntityLastAccessed;
import dev.trailtally.report.v1.IamEntity;
import dev.trailtally.report.v1.IamEntityType;
import dev.trailtally.standalone.fake.FakeServices;
import dev.trailtally.standalone.lastaccessed.ScanSelection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the report service is asked for of an ended scan. */
class AccessSelectionTest {

    private static final String ACCOUNT = "012345678901";
    private static final Scan SCAN = Scan.newBuilder()
            .setScanId("9f1c3c1e-0000-4000-8000-000000000001")
            .setSource(Source.newBuilder()
                    .setLastAccessed(LastAccessedSource.newBuilder().addAllEntityTypes(ScanSelection.USUAL_TYPES)))
            .setState(ScanState.SCAN_STATE_SUCCEEDED)
            .build();
    private static final ScanUnit ORGANIZATION = ScanUnit.newBuilder()
            .setAccountId("111122223333")
            .setRegion("organization")
            .setFailure(Failure.newBuilder().setCode("AccessDenied").setNextStep("ask the management account"))
            .build();

    private final AccessReportOptions options = new AccessReportOptions();
    private final StringWriter out = new StringWriter();
    private FakeServices services;

    @BeforeEach
    void startServices() throws IOException {
        services = new FakeServices();
        services.units.add(
                ScanUnit.newBuilder().setAccountId(ACCOUNT).setRegion("global").build());
        options.rows = 100;
    }

    @AfterEach
    void stopServices() {
        services.close();
    }

    @Test
    void filtersOfTheScanHoldForTheReport() {
        var scan = SCAN.toBuilder();
        scan.getSourceBuilder().getLastAccessedBuilder().setNamePattern("ci-*");
        services.jobs.add(job("ci-1", EntityType.ENTITY_TYPE_ROLE));
        services.jobs.add(job("ci-2", EntityType.ENTITY_TYPE_ROLE));
        services.jobs.add(job("ci-3", EntityType.ENTITY_TYPE_ROLE));

        assertThat(tell(scan.build())).isEqualTo(ExitCode.NOTHING_FOUND);
        assertThat(services.lastAccessedRequests.getFirst().getEntities().getArnsList())
                .hasSize(3);

        services.jobs.clear();
        services.lastAccessedRequests.clear();
        assertThat(tell(scan.build())).isEqualTo(ExitCode.NOTHING_FOUND);
        assertThat(services.lastAccessedRequests)
                .as("nothing matched, so nothing is asked")
                .isEmpty();
    }

    @Test
    void arnsThatCouldNotBeLookedForSpoilNoReport() {
        var alice = "arn:aws:iam::012345678901:user/alice";
        var denied = "arn:aws:iam::444455556666:role/Deploy";
        var unscanned = "arn:aws:iam::777788889999:role/Deploy";
        var scan = SCAN.toBuilder().setState(ScanState.SCAN_STATE_INCOMPLETE);
        scan.getSourceBuilder().getLastAccessedBuilder().addAllArns(List.of(alice, denied, unscanned));
        scan.addFailures(Failure.newBuilder().setCode("ACCOUNT_NOT_SCANNED").setObjectUri(unscanned));
        services.units.add(ScanUnit.newBuilder()
                .setAccountId("444455556666")
                .setFailure(Failure.newBuilder().setCode("AccessDenied").setNextStep("let the role trust you"))
                .build());
        services.jobs.add(job(alice, EntityType.ENTITY_TYPE_USER));
        services.entities.add(EntityLastAccessed.newBuilder()
                .setAccountId(ACCOUNT)
                .setEntity(IamEntity.newBuilder()
                        .setArn(alice)
                        .setName("alice")
                        .setEntityType(IamEntityType.IAM_ENTITY_TYPE_USER))
                .build());

        assertThat(tell(scan.build())).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(services.lastAccessedRequests.getFirst().getEntities().getArnsList())
                .as("a report refuses ARNs that no scan has met")
                .containsExactly(alice);
        assertThat(out.toString())
                .contains("user alice, account 012345678901")
                .contains("Not reported, because they could not be looked up")
                .contains("  " + denied + "  AccessDenied\n", "  " + unscanned + "  ACCOUNT_NOT_SCANNED\n")
                .contains("  next step  AccessDenied: let the role trust you");

        services.jobs.clear();
        services.entities.clear();
        services.lastAccessedRequests.clear();
        services.coverage.add(AccessCoverage.newBuilder()
                .setAccountId("444455556666")
                .setFailure(AccessFailure.newBuilder().setCode("AccessDenied"))
                .build());
        out.getBuffer().setLength(0);
        options.json = true;
        assertThat(tell(scan.build())).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(services.lastAccessedRequests).isEmpty();
        assertThat(out.toString()).contains("\"entities\":[", "444455556666");
    }

    @Test
    void typesThatWereNamedHoldForWhatIsUnusedToo() {
        var scan = SCAN.toBuilder();
        scan.getSourceBuilder()
                .getLastAccessedBuilder()
                .clearEntityTypes()
                .addEntityTypes(EntityType.ENTITY_TYPE_GROUP)
                .setOrganizationsReport(OrganizationsAccessReport.getDefaultInstance());
        services.units.add(ORGANIZATION);
        options.unusedFor = Duration.ofDays(90);

        tell(scan.build());

        var request = services.unusedRequests.getFirst();
        assertThat(request.getEntities().getEntityTypesList())
                .as("nothing of the organization itself can be called unused")
                .containsExactly(IamEntityType.IAM_ENTITY_TYPE_GROUP);
        assertThat(request.getAccounts().getAccountIdsList())
                .as("the caller's account is not one of the scan")
                .containsExactly(ACCOUNT);
    }

    @Test
    void theOrganizationsReportBringsNothingElseOfTheCallersAccount() {
        var scan = SCAN.toBuilder();
        scan.getSourceBuilder()
                .getLastAccessedBuilder()
                .setOrganizationsReport(OrganizationsAccessReport.getDefaultInstance());
        services.units.add(ORGANIZATION);
        services.jobs.add(job("arn:aws:iam::012345678901:user/alice", EntityType.ENTITY_TYPE_USER));
        services.jobs.add(job("o-a1b2c3d4e5/r-f6g7", EntityType.ENTITY_TYPE_ORGANIZATIONS_ENTITY));

        tell(scan.build());

        var request = services.lastAccessedRequests.getFirst();
        assertThat(request.getAccounts().getAccountIdsList()).containsExactly(ACCOUNT, ORGANIZATION.getAccountId());
        assertThat(request.getEntities().getEntityTypesList())
                .contains(IamEntityType.IAM_ENTITY_TYPE_ORGANIZATIONS_ENTITY);
        assertThat(request.getEntities().getArnsList())
                .containsExactly("arn:aws:iam::012345678901:user/alice", "o-a1b2c3d4e5/r-f6g7");
        assertThat(out.toString()).contains("next step  AccessDenied: ask the management account");
    }

    private int tell(Scan scan) {
        var talk = new PrintWriter(new StringWriter());
        var line = TrailtallyCommand.commandLine().setOut(new PrintWriter(out)).setErr(talk);
        return new AccessOutcome(line, services.channel(), options).tell(scan);
    }

    private static LastAccessedJob job(String arn, EntityType type) {
        return LastAccessedJob.newBuilder()
                .setArn(arn)
                .setEntityType(type)
                .setState(JobState.JOB_STATE_DONE)
                .build();
    }
}
