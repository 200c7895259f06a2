package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.LookupGap;
import dev.trailtally.report.v1.ReportScope;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of windows of LookupEvents that nobody ever reads, once their scans are pruned. */
class LookupPruningTest {

    private static final long QUIET = 34; // without a known event
    private static final Instant START = Instant.parse("2024-02-01T00:00:00Z");
    private static final Instant MIDDLE = Instant.parse("2024-02-20T00:00:00Z");
    private static final Instant END = Instant.parse("2024-03-01T12:00:00Z");

    private Fixture fixture;
    private Lookups lookups;
    private RunningService service;

    @BeforeEach
    void start() throws SQLException {
        fixture = Fixture.create();
        lookups = new Lookups(fixture);
        fixture.execute("insert into account (account_id, account_name) values (34, 'quiet')");
        service = RunningService.on(fixture.database());
    }

    @AfterEach
    void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void windowsThatAreNeverReadBecomeOneOfTheirAccountAndRegion() throws SQLException {
        for (int hour = 0; hour < 50; hour++) {
            failAndComplete(hour);
        }
        var missing = missing();
        var completeUntil = completeUntil(QUIET);
        lookups.prune();

        assertThat(missing()).isEqualTo(missing);
        assertThat(completeUntil(QUIET)).isEqualTo(completeUntil).isEqualTo(START);
        assertThat(lookups.units()).containsExactly("us-east-1 failed");
        assertThat(gaps(QUIET))
                .as("with the newest reason")
                .extracting(LookupGap::getMessage)
                .containsExactly("hour 48", "hour 48", "hour 48");
        assertThat(gaps(QUIET))
                .extracting(LookupGap::getMissing)
                .as("the breaks are not missing")
                .containsExactly(hours(40, 49), hours(10, 39), hours(0, 9));

        failAndComplete(50);
        missing = missing();
        lookups.prune();
        assertThat(missing()).isEqualTo(missing);
        assertThat(lookups.units()).containsExactly("us-east-1 failed");

        lookups.scan().complete(QUIET, "us-east-1", START, START.plus(Duration.ofHours(60)));
        assertThat(gaps(QUIET)).isEmpty();
        lookups.prune();
        assertThat(lookups.units()).isEmpty();
    }

    /** Nobody asks for hours 9, 39 and 49 of the region that is denied. */
    private void failAndComplete(int hour) throws SQLException {
        var scan = lookups.scan();
        var start = START.plus(Duration.ofHours(hour));
        if (!List.of(9, 39, 49).contains(hour)) {
            scan.failed(QUIET, "us-east-1", start, start.plusSeconds(3_600));
            fixture.execute("update scan_unit set failure_message = 'hour %d' where scan_id = '%s' and state = 'failed'"
                    .formatted(hour, scan.id()));
        }
        scan.complete(QUIET, "eu-west-1", START.minus(Duration.ofDays(1)), start.plusSeconds(3_600));
    }

    private List<String> missing() throws SQLException {
        return lookups.read("""
                select account_id, region, range_agg(tstzrange(m.start_time, m.end_time))
                from missing_lookup('{34,56}') m
                join scan_unit using (unit_id)
                group by 1, 2
                order by 1, 2
                """);
    }

    @Test
    void anAccountThatIsDeniedForEverKeepsOneWindowForAllRegionsAndOneForNamedOnes() throws SQLException {
        for (int day = 0; day < 10; day++) {
            var end = START.plus(Duration.ofDays(day));
            lookups.scan().failed(56, "", end.minus(Duration.ofDays(90)), end);
            lookups.scan("eu-west-1").failed(56, "", end.minus(Duration.ofDays(1)), end);
        }
        var missing = missing();
        lookups.prune();

        assertThat(missing()).isEqualTo(missing);
        assertThat(lookups.units()).containsExactly(" failed", " failed");
        assertThat(gaps(56)).hasSize(2);
        assertThat(scope(56).hasCompleteUntil()).isFalse();
    }

    @Test
    void aWindowKeepsAThousandPartsOfWhichTheOldestIsASpan() throws SQLException {
        fixture.execute("""
                with scans as (
                  insert into scan (scan_id, source_kind, source_location, lookup, account_ids, regions, keep_raw, state)
                  select gen_random_uuid(), 'lookup', 'organization', '{}', '{}', '{}', false, 'running'
                  from generate_series(1, 1100)
                  returning scan_id
                )
                insert into scan_unit (scan_id, account_id, region, turn, start_time, end_time, whole, state)
                select scan_id, 34, 'us-east-1', 1, time, time + interval '1 min', true, 'cancelled'
                from (
                  select scan_id, timestamptz '%s' + row_number() over () * interval '1 h' as time
                  from scans
                ) s
                """.formatted(START));
        lookups.prune();

        assertThat(lookups.units()).containsExactly("us-east-1 cancelled");
        assertThat(scope(QUIET).getCoverage().getLookupGapCount()).isEqualTo(1_000);
        assertThat(lookups.read("select start_time, unread_until from scan_slice order by start_time limit 1"))
                .isEqualTo(lookups.read(
                        "select timestamptz '%1$s' + interval '1 h', timestamptz '%1$s' + interval '101:01'"
                                .formatted(START)));
    }

    @Test
    void aWindowThatFollowsOneOfAScanThatIsShownStays() throws SQLException {
        var shown = lookups.scan();
        shown.open(QUIET, "us-east-1", START, MIDDLE, "pending");
        lookups.scan().failed(QUIET, "us-east-1", START, END);
        lookups.scan().failed(QUIET, "us-east-1", START, END);
        lookups.scan().complete(QUIET, "us-east-1", MIDDLE, END.plusSeconds(60));
        var before = scope(QUIET);
        lookups.prune();

        assertThat(scope(QUIET)).isEqualTo(before);
        assertThat(lookups.units())
                .containsExactly("us-east-1 complete", "us-east-1 failed", "us-east-1 failed", "us-east-1 pending");
    }

    private List<LookupGap> gaps(long accountId) {
        return scope(accountId).getCoverage().getLookupGapsList();
    }

    private Instant completeUntil(long accountId) {
        return Instant.ofEpochSecond(scope(accountId).getCompleteUntil().getSeconds());
    }

    private ReportScope scope(long accountId) {
        return service.reports()
                .listServiceUsage(ListServiceUsageRequest.newBuilder()
                        .setAccountId("%012d".formatted(accountId))
                        .build())
                .getScope();
    }

    private static Interval hours(int from, int until) {
        return Interval.newBuilder()
                .setStartTime(hour(from))
                .setEndTime(hour(until))
                .build();
    }

    private static Timestamp hour(int hour) {
        return Timestamp.newBuilder()
                .setSeconds(START.plus(Duration.ofHours(hour)).getEpochSecond())
                .build();
    }
}
