package dev.trailtally.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.schema.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectedCountsTest {

    /** By which an element of pending_count, and an event, are compared. */
    private static final String DIFFERENCES = """
            with pending as (
              select
                p.account_id, p.day, p.category, coalesce(k.text_key, '') as text_key, k.key_1, coalesce(k.key_2, 0) as key_2,
                coalesce(k.key_3, 0) as key_3, sum(k.event_count) as event_count, sum(coalesce(k.failed_count, 0)) as failed_count,
                min(k.first_second) as first_second, max(k.first_second + k.span) as last_second
              from pending_count p
              cross join lateral unnest(
                p.text_keys, p.key_1, p.key_2, p.key_3, p.event_counts, p.failed_counts, p.first_seconds, p.spans
              ) k (text_key, key_1, key_2, key_3, event_count, failed_count, first_second, span)
              where p.family = '{family}'
              group by 1, 2, 3, 4, 5, 6, 7
            ),
            recounted as (
              select
                e.account_id, e.day, e.category, {key}, count(*) as event_count,
                count(*) filter (where e.failed) as failed_count, min(t.second) as first_second, max(t.second) as last_second
              from event e
              join action a on a.id = e.action_ref
              join event_source s using (event_source)
              cross join lateral (
                select extract(epoch from e.event_time - e.day::timestamp at time zone 'UTC')::integer as second
              ) t
              where {condition}
              group by 1, 2, 3, 4, 5, 6, 7
            )
            select count(*)
            from (
              (table pending except all table recounted)
              union all
              (table recounted except all table pending)
            ) difference
            """;

    /** The totals of rows against their arrays. */
    private static final String WRONG_TOTALS = """
            select count(*)
            from pending_count p
            cross join lateral (
              select
                sum(k.event_count) as event_count, coalesce(sum(k.failed_count), 0) as failed_count,
                p.day::timestamp at time zone 'UTC' + min(k.first_second) * interval '1 second' as first_event_time,
                p.day::timestamp at time zone 'UTC' + max(k.first_second + k.span) * interval '1 second' as last_event_time,
                min(k.key) as first_key, max(k.key) as last_key
              from unnest(p.key_1, p.event_counts, p.failed_counts, p.first_seconds, p.spans)
                k (key, event_count, failed_count, first_second, span)
            ) t
            where (p.event_count, p.failed_count, p.first_event_time, p.last_event_time, p.first_key, p.last_key)
              is distinct from (t.event_count, t.failed_count, t.first_event_time, t.last_event_time, t.first_key, t.last_key)
            or (p.failed_counts is null) <> (p.failed_count = 0)
            or cardinality(p.key_1) > 1024
            """;

    private static TestDatabase database;

    @BeforeAll
    static void collect(@TempDir Path folder) throws IOException {
        database = TestDatabase.create();
        write(folder.resolve("a.json"), 0, 4_000);
        write(folder.resolve("b.json"), 1_000, 2_000); // a second time
        try (var collector = new CollectorServer(database)) {
            var records = collector.collect(folder).getRecords();

            assertThat(records.getStored()).isEqualTo(4_000);
            assertThat(records.getDuplicate()).isEqualTo(1_000);
        }
    }

    @AfterAll
    static void dropDatabase() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            usage            | '', e.region_ref, e.action_ref, e.error_code_ref       | true
            error            | '', e.action_ref, e.error_code_ref, 0                  | e.error_code_ref <> 0
            service          | '', s.id, 0, 0                                         | true
            principal        | '', e.principal_ref, 0, 0                              | true
            principal_call   | '', e.principal_ref, e.action_ref, e.error_code_ref    | true
            principal_origin | '', e.principal_ref, e.source_ip_ref, e.user_agent_ref | true
            quarter_hour     | '', t.second / 900, 0, 0                               | true
            access_key       | e.access_key_id, e.principal_ref, 0, 0                 | e.access_key_id <> ''
            session          | e.session_name, e.principal_ref, 0, 0                  | e.session_name <> ''
            """)
    void theCountsOfAFamilyAreThoseOfTheStoredEvents(String family, String key, String condition) {
        assertThat(Stored.number(database, "select count(*) from pending_count where family = '%s'".formatted(family)))
                .as("rows of the family")
                .isGreaterThan(2);
        assertThat(Stored.number(
                        database,
                        DIFFERENCES
                                .replace("{family}", family)
                                .replace("{key}", key)
                                .replace("{condition}", condition)))
                .as("keys of %s that are counted differently", family)
                .isZero();
    }

    @Test
    void aRowHasAtMost1024KeysAndTheTotalsOfThem() {
        assertThat(Stored.number(database, "select max(part) from pending_count"))
                .isPositive();
        assertThat(Stored.number(database, WRONG_TOTALS)).isZero();
    }

    private static void write(Path file, int from, int to) throws IOException {
        var records =
                IntStream.range(from, to).mapToObj(CollectedCountsTest::event).collect(joining(","));
        Files.writeString(file, "{\"Records\":[" + records + "]}", UTF_8);
    }

    // Primes, so that columns vary independently of each other.
    private static String event(int i) {
        var time = Instant.parse("2024-05-01T21:00:00Z").plusSeconds(i * 7L % 21_600);
        var account = i % 5 == 0 ? "444455556666" : "111122223333";
        return """
                {"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::%s:assumed-role/r%d/s%d",\
                "accessKeyId":"%s"},"eventTime":"%s","eventSource":"service%d.amazonaws.com","eventName":"Action%d",\
                "awsRegion":"eu-west-%d","sourceIPAddress":"%s","userAgent":"agent%d","eventID":"%s",\
                %s"eventCategory":"%s","recipientAccountId":"%s"}""".formatted(
                        account,
                        i % 3,
                        i % 1_511,
                        i % 2 == 0 ? "" : "ASIA%016d".formatted(i % 601),
                        time,
                        i % 7,
                        i % 1_301,
                        i % 2,
                        i % 11 == 0 ? "ec2.amazonaws.com" : "10.0.0." + i % 13,
                        i % 17,
                        new UUID(i, 7L * i),
                        i % 19 == 0 ? "\"errorCode\":\"Denied%d\",".formatted(i % 2) : "",
                        i % 23 == 0 ? "Data" : i % 29 == 0 ? "NetworkActivity" : i % 31 == 0 ? "Insight" : "Management",
                        account);
    }
}
