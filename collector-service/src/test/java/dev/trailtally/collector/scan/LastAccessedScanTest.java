package dev.trailtally.collector.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import dev.trailtally.collector.account.OrganizationChart;
import dev.trailtally.collector.v1.CancelScanRequest;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.EntityType;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.Granularity;
import dev.trailtally.collector.v1.JobCounts;
import dev.trailtally.collector.v1.JobState;
import dev.trailtally.collector.v1.LastAccessedJob;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.ListLastAccessedJobsRequest;
import dev.trailtally.collector.v1.ListScanUnitsRequest;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.TagFilter;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LastAccessedScanTest {

    private static final String SCAN = "5f0c2c1e-7e1b-4c57-9f2b-0c9b6a8f0001";

    private final ScanServer server = new ScanServer(Path.of("/tmp"));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatCannotBeAskedOfIamIsRefusedByItsField() {
        assertThat(refusedField(request -> request.addRegions("eu-west-1"))).isEqualTo("regions");
        assertThat(refusedField(request -> request.setStartTime(Timestamp.getDefaultInstance())))
                .isEqualTo("start_time");
        assertThat(refusedSource(source -> source.addArns("arn:aws:s3:::bucket")))
                .isEqualTo("source.last_accessed.arns[0]");
        assertThat(refusedSource(source -> source.addEntityTypes(EntityType.ENTITY_TYPE_ORGANIZATIONS_ENTITY)))
                .isEqualTo("source.last_accessed.entity_types[0]");
        assertThat(refusedSource(source -> source.setPathPrefix("team/")))
                .isEqualTo("source.last_accessed.path_prefix");
        assertThat(refusedSource(source -> source.addTags(TagFilter.getDefaultInstance())))
                .isEqualTo("source.last_accessed.tags[0]");
        assertThat(refusedSource(
                        source -> source.setJobDeadline(Duration.newBuilder().setSeconds(59))))
                .isEqualTo("source.last_accessed.job_deadline");
        assertThat(refusedSource(
                        source -> source.getOrganizationsReportBuilder().addEntityPaths("r-f6g7/ou-f6g7-jklmnopq")))
                .isEqualTo("source.last_accessed.organizations_report.entity_paths[0]");
        assertThat(refusedSource(source -> source.getRoleBuilder().setRoleName("no spaces")))
                .isEqualTo("source.last_accessed.role");
    }

    @Test
    void jobsAreCountedByStateForTheScanAndItsUnits() {
        insertJobs();

        var counts = JobCounts.newBuilder()
                .setTotal(4)
                .setPending(1)
                .setRunning(1)
                .setDone(1)
                .setFailed(1)
                .build();
        assertThat(server.scan(SCAN).getJobs()).isEqualTo(counts);
        var units = server.scans()
                .listScanUnits(ListScanUnitsRequest.newBuilder().setScanId(SCAN).build())
                .getUnitsList();
        assertThat(units).hasSize(1);
        assertThat(units.getFirst().getJobs()).isEqualTo(counts);
        assertThat(units.getFirst().getRegion()).isEqualTo("global");
        assertThat(units.getFirst().hasStartTime()).isFalse();
    }

    @Test
    void failedJobsAreFailuresOfTheScan() {
        insertJobs();

        var scan = server.scan(SCAN);
        assertThat(scan.getFailureCount()).isEqualTo(1);
        assertThat(scan.getFailuresList())
                .extracting(Failure::getCode, Failure::getObjectUri, Failure::getAccountId, Failure::getNextStep)
                .containsExactly(tuple("NoSuchEntity", "arn:aws:iam::000000000011:role/d", "000000000011", "Nothing."));
    }

    @Test
    void jobsAreListedByArnPageByPage() {
        insertJobs();

        assertThat(jobs(JobState.JOB_STATE_UNSPECIFIED, 3))
                .extracting(LastAccessedJob::getArn)
                .containsExactly(
                        "arn:aws:iam::000000000011:role/a",
                        "arn:aws:iam::000000000011:role/b",
                        "arn:aws:iam::000000000011:role/c",
                        "arn:aws:iam::000000000011:role/d");
        assertThat(jobs(JobState.JOB_STATE_DONE, 3)).singleElement().satisfies(job -> {
            assertThat(job.getEntityType()).isEqualTo(EntityType.ENTITY_TYPE_ROLE);
            assertThat(job.getGranularity()).isEqualTo(Granularity.GRANULARITY_ACTION_LEVEL);
            assertThat(job.getServiceCount()).isEqualTo(7);
        });
    }

    @Test
    void aCancelledScanStopsItsOpenJobs() {
        insertJobs();

        server.scans().cancelScan(CancelScanRequest.newBuilder().setScanId(SCAN).build());

        var scan = server.scan(SCAN);
        assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_CANCELLED);
        assertThat(scan.getJobs().getCancelled()).isEqualTo(2);
        assertThat(scan.getJobs().getDone()).isEqualTo(1);
    }

    @Test
    void aNewChartTakesThePlaceOfTheOldOneOfItsRoot() throws Exception {
        var charts = server.charts();
        server.update("insert into account (account_id) values (1), (2), (3)");
        charts.store(chart("r-one1", "ou-one1-aaaaaaaa", Map.of(1L, "ou-one1-aaaaaaaa", 2L, "r-one1")));
        charts.store(chart("r-two2", "ou-two2-aaaaaaaa", Map.of(3L, "r-two2")));

        charts.store(chart("r-one1", "ou-one1-bbbbbbbb", Map.of(1L, "ou-one1-bbbbbbbb")));

        assertThat(texts("select unit_id from organizational_unit order by unit_id"))
                .containsExactly("ou-one1-bbbbbbbb", "ou-two2-aaaaaaaa", "r-one1", "r-two2");
        assertThat(texts("select coalesce(parent_id, 'none') from account order by account_id"))
                .containsExactly("ou-one1-bbbbbbbb", "none", "r-two2");
    }

    private static OrganizationChart chart(String root, String unit, Map<Long, String> parents) {
        return new OrganizationChart(
                "o-example123",
                List.of(new OrganizationChart.Unit(root, null, "Root"), new OrganizationChart.Unit(unit, root, "Shop")),
                parents);
    }

    private List<String> texts(String sql) throws Exception {
        try (var owner = server.database().owner();
                var statement = owner.prepareStatement(sql);
                var rows = statement.executeQuery()) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    private List<LastAccessedJob> jobs(JobState state, int size) {
        var jobs = new ArrayList<LastAccessedJob>();
        var token = "";
        do {
            var page = server.scans()
                    .listLastAccessedJobs(ListLastAccessedJobsRequest.newBuilder()
                            .setScanId(SCAN)
                            .setState(state)
                            .setPageSize(size)
                            .setPageToken(token)
                            .build());
            jobs.addAll(page.getJobsList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return jobs;
    }

    /** A scan of one account with a job in each state. */
    private void insertJobs() {
        // In one statement: a scan without units would be ended at once.
        server.update("""
                with scan as (
                  insert into scan (scan_id, source_kind, source_location, account_ids, regions, keep_raw, state,
                    listing_done, last_accessed)
                  values (?, 'last_accessed', 'accounts', '{}', '{}', false, 'running', true, '{}')
                  returning scan_id
                )
                insert into scan_unit (scan_id, account_id, region, turn, whole, state)
                select scan_id, 11, 'global', 1, false, 'running'
                from scan
                """, UUID.fromString(SCAN));
        insertJob("a", "pending", null);
        insertJob("b", "running", null);
        insertJob("c", "done", null);
        insertJob("d", "failed", "NoSuchEntity");
    }

    private void insertJob(String name, String state, @Nullable String code) {
        server.update("""
                with entity as (
                  insert into iam_entity (account_id, arn, entity_type, name, path, first_listed_at, last_listed_at)
                  values (11, 'arn:aws:iam::000000000011:role/' || ?, 'role', ?, '/', now(), now())
                  returning account_id, entity_id
                )
                insert into last_accessed_job (account_id, scan_id, entity_id, unit_id, granularity, state, service_count,
                  failure_code, failure_message, next_step, finished_at)
                select 11, u.scan_id, entity.entity_id, u.unit_id, 'action', ?, 7, ?, 'gone', 'Nothing.', now()
                from entity
                join scan_unit u on u.account_id = entity.account_id
                """, name, name, state, code);
    }

    private String refusedSource(Consumer<LastAccessedSource.Builder> change) {
        return refusedField(request -> change.accept(request.getSourceBuilder().getLastAccessedBuilder()));
    }

    private String refusedField(Consumer<CreateScanRequest.Builder> change) {
        var request = CreateScanRequest.newBuilder()
                .setSource(Source.newBuilder().setLastAccessed(LastAccessedSource.getDefaultInstance()));
        change.accept(request);
        var failure = catchThrowableOfType(
                StatusRuntimeException.class, () -> server.scans().createScan(request.build()));
        try {
            var status = StatusProto.fromThrowable(failure);
            for (var detail : status.getDetailsList()) {
                if (detail.is(BadRequest.class)) {
                    return detail.unpack(BadRequest.class).getFieldViolations(0).getField();
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
        return "no field named";
    }
}
