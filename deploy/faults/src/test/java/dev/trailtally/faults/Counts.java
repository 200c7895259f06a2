package dev.trailtally.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.aggregator.v1.Difference;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.aggregator.v1.VerifyRollupsRequest;
import dev.trailtally.aggregator.v1.VerifyRollupsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is stored, rolled up and reported, against what there was to collect. */
final class Counts {

    private static final String EVENTS = """
            select concat_ws(' ', lpad(e.account_id::text, 12, '0'), r.region, e.event_id)
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
        assertThat(stored(EVENTS)).as("events, " + context).isEqualTo(input.events());
        assertThat(stored(LOG_EVENTS)).as("events of files, " + context).isEqualTo(input.logEvents());
        assertThat(stored(ACCESSES)).as("last-accessed data, " + context).isEqualTo(input.accesses());
        client.call(
                Service.AGGREGATOR,
                "RunRollup",
                call -> call.onForLong(RollupServiceGrpc.newBlockingStub(call.channel()))
                        .runRollup(RunRollupRequest.getDefaultInstance()));
        var differences = client.call(Service.AGGREGATOR, "VerifyRollups", Counts::differences);
        assertThat(differences).as("differences of rollups, " + context).isEmpty();
        long events = sum(input.events()) + sum(input.logEvents());
        assertThat(questions.count()).as("events in a report, " + context).isEqualTo(events);
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
