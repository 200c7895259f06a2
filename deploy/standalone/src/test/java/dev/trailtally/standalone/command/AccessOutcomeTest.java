package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import dev.trailtally.collector.v1.JobCounts;
import dev.trailtally.collector.v1.JobState;
import dev.trailtally.collector.v1.LastAccessedJob;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.RequestCounts;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.UnitCounts;
import dev.trailtally.report.v1.AccessCoverage;
import dev.trailtally.report.v1.AccessFailure;
import dev.trailtally.report.v1.AccessScope;
import dev.trailtally.report.v1.AccessState;
import dev.trailtally.report.v1.EntityLastAccessed;
import dev.trailtally.report.v1.Evaluation;
import dev.trailtally.report.v1.GrantingPolicy;
import dev.trailtally.report.v1.IamEntity;
import dev.trailtally.report.v1.IamEntityType;
import dev.trailtally.report.v1.ServiceLastAccessed;
import dev.trailtally.report.v1.TrackedActionLastAccessed;
import dev.trailtally.report.v1.UnusedAccess;
import dev.trailtally.report.v1.UnusedAccessKind;
import dev.trailtally.report.v1.UnusedService;
import dev.trailtally.standalone.fake.FakeServices;
import dev.trailtally.standalone.lastaccessed.ScanSelection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The output for an ended scan, from services that answer two elements per page. */
class AccessOutcomeTest {

    private static final String ACCOUNT = "012345678901";
    private static final Scan SCAN = Scan.newBuilder()
            .setScanId("9f1c3c1e-0000-4000-8000-000000000001")
            .setSource(Source.newBuilder()
                    .setLastAccessed(LastAccessedSource.newBuilder()
                            .setOrganization(OrganizationAccounts.getDefaultInstance())
                            .addAllEntityTypes(ScanSelection.USUAL_TYPES)))
            .setState(ScanState.SCAN_STATE_SUCCEEDED)
            .setUnits(UnitCounts.newBuilder().setTotal(12).setComplete(11).setFailed(1))
            .setJobs(JobCounts.newBuilder().setTotal(240).setDone(238).setFailed(2))
            .setRequests(RequestCounts.newBuilder().setSent(595).setThrottled(3))
            .build();

    private final AccessReportOptions options = new AccessReportOptions();
    private final StringWriter out = new StringWriter();
    private final StringWriter talk = new StringWriter();
    private FakeServices services;

    @BeforeEach
    void startServices() throws IOException {
        services = new FakeServices();
        services.units.add(ScanUnit.newBuilder().setAccountId(ACCOUNT).build());
        options.rows = 100;
    }

    @AfterEach
    void stopServices() {
        services.close();
    }

    @Test
    void everyPrincipalHasARowWithItsUseInShort() throws ParseException {
        services.entities.add(
                evaluated("alice", used("s3", "2026-11-20T08:00:00Z"), used("sqs", "2026-11-19T08:00:00Z"))
                        .addServicesLastAccessed(unused("ec2"))
                        .build());
        services.entities.add(
                evaluated("bob").addServicesLastAccessed(unused("ec2")).build());
        services.entities.add(evaluated("carol").build());
        services.entities.add(EntityLastAccessed.newBuilder()
                .setAccountId(ACCOUNT)
                .setEntity(user("dave"))
                .setEvaluation(Evaluation.EVALUATION_NOT_EVALUATED)
                .setError(AccessFailure.newBuilder().setCode("NoSuchEntity"))
                .build());

        assertThat(tell(SCAN)).isZero();
        assertThat(out.toString())
                .contains("Collected from IAM's last-accessed data in the accounts of the organization")
                .contains("accounts   12: 11 complete, 1 failed", "jobs       240: 238 done, 2 failed")
                .contains("requests   595 sent, 3 throttled (0.5 %), 2.5 a job")
                .containsPattern("012345678901 +user +alice +3 +2 +1 +2026-11-20 08:00:00 +2025-10-17\n")
                .containsPattern("user +bob +1 +0 +1 +never +2025-10-17\n")
                .containsPattern("user +carol +0 +0 +0 +nothing is granted +2025-10-17\n")
                .containsPattern("user +dave +not evaluated: NoSuchEntity\n");
    }

    @Test
    void arnsAreShownWithTheirServicesAndActions() throws ParseException {
        var scan = SCAN.toBuilder();
        scan.getSourceBuilder().getLastAccessedBuilder().addArns("arn:aws:iam::012345678901:user/alice");
        services.jobs.add(LastAccessedJob.newBuilder()
                .setArn("arn:aws:iam::012345678901:user/alice")
                .setState(JobState.JOB_STATE_DONE)
                .build());
        services.entities.add(evaluated("alice", used("s3", "2026-11-20T08:00:00Z"))
                .addServicesLastAccessed(unused("ec2"))
                .build());

        assertThat(tell(scan.build())).isZero();
        assertThat(out.toString())
                .contains("user alice, account 012345678901\n  arn:aws:iam::012345678901:user/alice\n")
                .contains("2 services granted, 1 used, 1 never used; tracked from 2025-10-17 08:00:00")
                .containsPattern("s3 +Amazon s3 +2026-11-20 08:00:00 +eu-west-1 +alice +ReadOnlyAccess\n")
                .containsPattern(" +GetObject +never\n")
                .containsPattern("ec2 +Amazon ec2 +never\n");
        assertThat(services.lastAccessedRequests.getFirst().getEntities().getArnsList())
                .containsExactly("arn:aws:iam::012345678901:user/alice");
    }

    @Test
    void whatIsUnusedIsRankedAndCounted() throws ParseException {
        findings();
        options.unusedFor = Duration.ofDays(90);
        options.rows = 3;

        assertThat(tell(SCAN)).isZero();
        assertThat(out.toString())
                .contains("Granted but unused for 90 days, since 2026-08-")
                .contains("2 users and roles without any activity", "1 unused access key")
                .containsPattern(
                        "principal +012345678901 +user old1 +400 \\(never used\\) +6 of 6 +s1, s2, s3, s4, \\+2"
                                + " +ReadOnlyAccess \\(inline\\)\n")
                .containsPattern("access key +012345678901 +user bob AKIAIOSFODNN7EXAMPLE +unknown\n")
                .contains("1 more; --rows 4 shows them");
        assertThat(services.unusedRequests.getFirst().getUnusedFor()).isEqualTo(Durations.fromDays(90));
        assertThat(services.unusedRequests.getFirst().getEntities().getEntityTypesList())
                .as("the report's own default")
                .isEmpty();
        assertThat(services.unusedRequests.getFirst().getAccounts().getAccountIdsList())
                .containsExactly(ACCOUNT);
    }

    @Test
    void whatIsTooYoungToBeUnusedIsTheReasonWhyNothingIsFound() {
        options.unusedFor = Duration.ofDays(90);
        services.youngerEntities = 40;
        var reason = "Everything was created after 2026-08-17 20:53:20 UTC";

        assertThat(tell(SCAN)).isZero();
        assertThat(out.toString()).contains("  nothing\n  " + reason);
        options.csv = true;
        assertThat(tell(SCAN)).isZero();
        assertThat(talk.toString()).contains(reason);

        options.csv = false;
        services.youngerEntities = 3;
        assertThat(tell(SCAN)).isZero();
        assertThat(out.toString()).contains("  nothing\n  3 of 40 entities were created after 2026-08-17 20:53:20 UTC");
    }

    @Test
    void whatIsMissingIsToldWithItsNextStep() throws ParseException {
        findings();
        options.unusedFor = Duration.ofDays(90);
        services.scope = AccessScope.newBuilder()
                .setAccountCount(12)
                .setIncompleteAccountCount(1)
                .setNotEvaluatedCount(2)
                .build();
        for (int i = 1; i <= 3; i++) {
            services.coverage.add(AccessCoverage.newBuilder()
                    .setAccountId("00000000000" + i)
                    .setEntityCount(20)
                    .build());
        }
        services.coverage.add(AccessCoverage.newBuilder()
                .setAccountId("444455556666")
                .setAccountName("acquired")
                .setFailure(AccessFailure.newBuilder().setCode("AccessDenied").setNextStep("let the role trust you"))
                .build());
        services.jobs.add(failedJob("dave"));
        services.jobs.add(failedJob("erin"));
        services.jobs.add(LastAccessedJob.newBuilder()
                .setState(JobState.JOB_STATE_DONE)
                .setFailureCode("none")
                .build());

        assertThat(tell(SCAN.toBuilder()
                        .setState(ScanState.SCAN_STATE_INCOMPLETE)
                        .build()))
                .isEqualTo(ExitCode.INCOMPLETE);
        assertThat(out.toString())
                .contains("entities   40, 2 not evaluated")
                .contains("accounts   12, 1 not complete")
                .containsPattern("444455556666 +acquired +0 +0 +0 +- +AccessDenied\n")
                .contains("next step  AccessDenied: let the role trust you")
                .containsPattern("NoSuchEntity +2 +arn:aws:iam::012345678901:user/dave\n")
                .contains("next step  NoSuchEntity: nothing, it is gone")
                .doesNotContain("000000000001");
    }

    @Test
    void jsonIsOneDocumentWithEveryPage() throws IOException, ParseException {
        findings();
        services.entities.add(evaluated("alice").build());
        services.coverage.add(AccessCoverage.getDefaultInstance());
        options.json = true;

        assertThat(tell(SCAN)).isZero();
        var lastAccessed = json();
        assertThat(lastAccessed.getFieldsMap())
                .containsOnlyKeys("scan", "units", "failedJobs", "coverage", "scope", "entities");
        assertThat(list(lastAccessed, "entities")).isEqualTo(1);

        out.getBuffer().setLength(0);
        options.unusedFor = Duration.ofDays(90);
        assertThat(tell(SCAN)).isZero();
        var unused = json();
        assertThat(unused.getFieldsMap())
                .containsOnlyKeys(
                        "scan",
                        "units",
                        "failedJobs",
                        "coverage",
                        "scope",
                        "unusedSince",
                        "youngerEntityCount",
                        "counts",
                        "unusedAccess");
        assertThat(list(unused, "unusedAccess")).isEqualTo(4);
    }

    @Test
    void csvHasARowForEachServiceAndActionAndNoFormula() throws ParseException {
        services.entities.add(evaluated("=cmd|' /C calc'!A1", used("s3", "2026-11-20T08:00:00Z"))
                .addServicesLastAccessed(unused("-ec2").toBuilder().setServiceName("Amazon \"EC2\", virtual machines"))
                .build());
        services.entities.add(evaluated("carol").build());
        services.entities.add(EntityLastAccessed.newBuilder()
                .setAccountId(ACCOUNT)
                .setEntity(user("dave"))
                .setEvaluation(Evaluation.EVALUATION_NOT_EVALUATED)
                .build());
        options.csv = true;

        assertThat(tell(SCAN)).isZero();
        var rows = out.toString().split("\r\n", -1);
        assertThat(rows).hasSize(7).endsWith("");
        assertThat(rows[0]).startsWith("account_id,entity_type,arn,evaluation,");
        assertThat(rows[1])
                .contains("USER,arn:aws:iam::012345678901:user/=cmd|' /C calc'!A1,EVALUATED,")
                .contains(",s3,Amazon s3,,ACCESSED,2026-11-20T08:00:00Z,");
        assertThat(rows[2]).contains(",s3,Amazon s3,GetObject,NEVER_ACCESSED,");
        assertThat(rows[3]).contains(",'-ec2,\"Amazon \"\"EC2\"\", virtual machines\",,NEVER_ACCESSED,");
        assertThat(rows[4]).contains("user/carol,EVALUATED,");
        assertThat(rows[5]).contains("user/dave,NOT_EVALUATED,").contains(",NOT_EVALUATED,,,");
        assertThat(rows)
                .filteredOn(row -> !row.isEmpty())
                .allSatisfy(row -> assertThat(row.replaceAll("\"[^\"]*\"", "")
                                .chars()
                                .filter(each -> each == ',')
                                .count())
                        .isEqualTo(17));
    }

    @Test
    void unusedFindingsAreRowsToo() throws ParseException {
        findings();
        options.csv = true;
        options.unusedFor = Duration.ofDays(90);

        assertThat(tell(SCAN)).isZero();
        var rows = out.toString().split("\r\n", -1);
        assertThat(rows).hasSize(1 + 6 + 6 + 1 + 1 + 1);
        assertThat(rows[0]).startsWith("kind,account_id,");
        assertThat(rows[1])
                .startsWith("PRINCIPAL,012345678901,USER,arn:aws:iam::012345678901:user/old1,,,400,6,6,")
                .endsWith(",s1,Amazon s1,true,,NEVER_ACCESSED,,,ReadOnlyAccess (inline of user old1)");
        assertThat(rows[13]).contains("AKIAIOSFODNN7EXAMPLE");

        out.getBuffer().setLength(0);
        options.csvOptions.byteOrderMark = true;
        assertThat(tell(SCAN)).isZero();
        assertThat(out.toString().split("\r\n", -1)[0]).isEqualTo("\ufeff" + rows[0]);
    }

    private int tell(Scan scan) {
        var line = TrailtallyCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(talk));
        return new AccessOutcome(line, services.channel(), options).tell(scan);
    }

    private void findings() {
        for (var name : List.of("old1", "old2")) {
            var finding = finding(UnusedAccessKind.UNUSED_ACCESS_KIND_PRINCIPAL, name)
                    .setUnusedDays(400)
                    .setGrantedServiceCount(6)
                    .setUnusedServiceCount(6);
            for (int i = 1; i <= 6; i++) {
                finding.addServices(UnusedService.newBuilder()
                        .setServiceNamespace("s" + i)
                        .setServiceName("Amazon s" + i)
                        .setUnused(true)
                        .setState(AccessState.ACCESS_STATE_NEVER_ACCESSED)
                        .addGrantingPolicies(GrantingPolicy.newBuilder()
                                .setPolicyName("ReadOnlyAccess")
                                .setEntityType("USER")
                                .setEntityName(name)));
            }
            services.unused.add(finding.build());
        }
        services.unused.add(finding(UnusedAccessKind.UNUSED_ACCESS_KIND_ACCESS_KEY, "bob")
                .setAccessKeyId("AKIAIOSFODNN7EXAMPLE")
                .build());
        services.unused.add(
                finding(UnusedAccessKind.UNUSED_ACCESS_KIND_PASSWORD, "bob").build());
    }

    private static UnusedAccess.Builder finding(UnusedAccessKind kind, String name) {
        return UnusedAccess.newBuilder().setKind(kind).setAccountId(ACCOUNT).setEntity(user(name));
    }

    private static EntityLastAccessed.Builder evaluated(String name, ServiceLastAccessed... services)
            throws ParseException {
        return EntityLastAccessed.newBuilder()
                .setAccountId(ACCOUNT)
                .setEntity(user(name))
                .setEvaluation(Evaluation.EVALUATION_EVALUATED)
                .setTrackedFrom(Timestamps.parse("2025-10-17T08:00:00Z"))
                .addAllServicesLastAccessed(List.of(services));
    }

    private static IamEntity user(String name) {
        return IamEntity.newBuilder()
                .setArn("arn:aws:iam::012345678901:user/" + name)
                .setEntityType(IamEntityType.IAM_ENTITY_TYPE_USER)
                .setName(name)
                .setPath("/")
                .build();
    }

    private static ServiceLastAccessed used(String namespace, String time) throws ParseException {
        Timestamp last = Timestamps.parse(time);
        return unused(namespace).toBuilder()
                .setState(AccessState.ACCESS_STATE_ACCESSED)
                .setLastAuthenticated(last)
                .setLastAuthenticatedEntity("arn:aws:iam::012345678901:user/alice")
                .setLastAuthenticatedRegion("eu-west-1")
                .setTotalAuthenticatedEntities(1)
                .addTrackedActionsLastAccessed(TrackedActionLastAccessed.newBuilder()
                        .setActionName("GetObject")
                        .setState(AccessState.ACCESS_STATE_NEVER_ACCESSED))
                .addGrantingPolicies(GrantingPolicy.newBuilder().setPolicyName("ReadOnlyAccess"))
                .build();
    }

    private static ServiceLastAccessed unused(String namespace) {
        return ServiceLastAccessed.newBuilder()
                .setServiceNamespace(namespace)
                .setServiceName("Amazon " + namespace)
                .setState(AccessState.ACCESS_STATE_NEVER_ACCESSED)
                .build();
    }

    private static LastAccessedJob failedJob(String name) {
        return LastAccessedJob.newBuilder()
                .setAccountId(ACCOUNT)
                .setArn("arn:aws:iam::012345678901:user/" + name)
                .setState(JobState.JOB_STATE_FAILED)
                .setFailureCode("NoSuchEntity")
                .setNextStep("nothing, it is gone")
                .build();
    }

    private Struct json() throws IOException {
        var struct = Struct.newBuilder();
        JsonFormat.parser().merge(out.toString(), struct);
        return struct.build();
    }

    private static int list(Struct parent, String name) {
        return parent.getFieldsOrThrow(name).getListValue().getValuesCount();
    }
}
