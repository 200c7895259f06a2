package dev.trailtally.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.aggregator.v1.Difference;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.aggregator.v1.VerifyRollupsRequest;
import dev.trailtally.aggregator.v1.VerifyRollupsResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is stored, rolled up and reported, against what there was to collect. */
final class Counts {

    private static final Logger LOG = LoggerFactory.getLogger(Counts.class);

    private static final String EVENTS = """
            select concat_ws(' ', lpad(e.account_id::text, 12, '0'), extract(epoch from e.event_time)::bigint, e.event_id,
              r.region)
            from event e
            join region r on r.id = e.region_ref
            where e.account_id < 1000
            """;
    private static final String LOG_EVENTS = """
            select concat_ws(',', lpad(e.account_id::text, 12, '0'), a.event_source, a.event_name, c.error_code)
            from event e
            join action a on a.id = e.action_ref
            join error_code c on c.id = e.error_code_ref
            where e.account_id >= 1000
            """;
    private static final String ACCESSES = """
            select concat_ws(' ', e.arn, s.service_namespace,
              coalesce((extract(epoch from l.last_accessed_time) * 1000)::bigint::text, 'null'),
              l.total_authenticated_entities)
            from last_accessed l
            join iam_entity e on e.account_id = l.account_id and e.entity_id = l.entity_id
            join service_namespace s on s.id = l.service_ref
            where l.superseded_at is null
            and l.tracked_action_ref = 0
            and e.entity_type <> 'organizations_entity'
            """;

    private static final String ACCOUNTS = """
            select concat_ws(' ', lpad(account_id::text, 12, '0'), sum(event_count))
            from account_day
            where account_id < 1000
            group by account_id
            """;
    // What batches lock, what they wrote, and what is distinct in it.
    private static final String UNEQUAL_DAYS = """
            select concat_ws(' ', account_id, day, d.event_count, s.event_count, e.event_count)
            from event_day d
            full join (
              select account_id, day, sum(event_count) as event_count
              from event_segment
              group by account_id, day
            ) s using (account_id, day)
            full join (
              select account_id, day, count(distinct (event_time, event_id)) as event_count
              from event
              group by account_id, day
            ) e using (account_id, day)
            where (d.event_count = s.event_count and s.event_count = e.event_count) is not true
            """;
    private static final int ACCOUNT_LENGTH = 12;
    private static final int MAX_NAMED = 10;

    private final PostgresServer postgres;
    private final Input input;
    private final Client client;
    private final Questions questions;

    /** Of the server and the input of a site. */
    Counts(Site site, Client client, Questions questions) {
        this(site.postgres, site.input, client, questions);
    }

    Counts(PostgresServer postgres, Input input, Client client, Questions questions) {
        this.postgres = postgres;
        this.input = input;
        this.client = client;
        this.questions = questions;
    }

    /**
     * Rolls up what is left, and compares.
     *
     * @param context for the messages
     */
    void verify(String context) throws InterruptedException {
        var events = input.events();
        verify("events, " + context, stored(EVENTS), events);
        verify("events of files, " + context, stored(LOG_EVENTS), input.logEvents());
        verify("last-accessed data, " + context, stored(ACCESSES), input.accesses());
        assertThat(postgres.column(UNEQUAL_DAYS))
                .as("accounts and days whose count, segments and distinct events differ, " + context)
                .isEmpty();
        client.call(
                Service.AGGREGATOR,
                "RunRollup",
                call -> call.onForLong(RollupServiceGrpc.newBlockingStub(call.channel()))
                        .runRollup(RunRollupRequest.getDefaultInstance()));
        var differences = client.call(Service.AGGREGATOR, "VerifyRollups", Counts::differences);
        assertThat(differences).as("differences of rollups, " + context).isEmpty();
        var accounts = new TreeMap<String, Long>();
        events.forEach((event, count) -> accounts.merge(event.substring(0, ACCOUNT_LENGTH), count, Long::sum));
        assertThat(postgres.column(ACCOUNTS))
                .as("events of accounts in rollups, " + context)
                .containsExactlyInAnyOrderElementsOf(accounts.entrySet().stream()
                        .map(account -> account.getKey() + " " + account.getValue())
                        .toList());
        assertThat(questions.count())
                .as("events in a report, " + context)
                .isEqualTo(sum(events) + sum(input.logEvents()));
    }

    /** Compares hashes of the rows and of how often each is there; names the first rows that differ. */
    private static void verify(String what, Map<String, Long> found, Map<String, Long> expected) {
        var rows = new TreeSet<>(found.keySet());
        rows.addAll(expected.keySet());
        var different = rows.stream()
                .filter(row -> !Objects.equals(found.get(row), expected.get(row)))
                .map(row -> row + " is there " + found.getOrDefault(row, 0L) + " times")
                .limit(MAX_NAMED)
                .toList();
        var hash = sha256(found);
        LOG.info("{}: {} of {}, SHA-256 {}", what, sum(found), sum(expected), hash);
        assertThat(hash)
                .as("%s: %d of %d; of these, wrong are: %s", what, sum(found), sum(expected), different)
                .isEqualTo(sha256(expected));
    }

    private static String sha256(Map<String, Long> rows) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            rows.forEach((row, count) -> digest.update((row + " " + count + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Difference> differences(Client.Call call) {
        var found = new ArrayList<Difference>();
        call.onForLong(RollupServiceGrpc.newBlockingStub(call.channel()))
                .verifyRollups(VerifyRollupsRequest.getDefaultInstance())
                .forEachRemaining(response -> {
                    if (response.getResultCase() == VerifyRollupsResponse.ResultCase.DIFFERENCE) {
                        found.add(response.getDifference());
                    }
                });
        return found;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How often each row is there. */
    private Map<String, Long> stored(String sql) {
        var stored = new TreeMap<String, Long>();
        postgres.column(sql).forEach(row -> stored.merge(row, 1L, Long::sum));
        return stored;
    }
}
