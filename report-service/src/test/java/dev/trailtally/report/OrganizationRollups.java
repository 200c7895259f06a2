package dev.trailtally.report;

import java.sql.SQLException;

/** Sightings and the dictionaries of rollups, from a fixture's events by plain SQL. */
final class OrganizationRollups {

    private static final String COUNTS = "count(*), count(*) filter (where failed), min(event_time), max(event_time)";

    private OrganizationRollups() {}

    static void fill(Fixture fixture) throws SQLException {
        fixture.execute("truncate sighting");
        fixture.execute("""
                insert into event_source (event_source)
                select distinct event_source from action where event_source <> '' on conflict do nothing
                """);
        fixture.execute("""
                insert into principal_key (id, principal_key)
                select min(id), principal_key from principal group by principal_key on conflict do nothing
                """);
        for (var kind : new String[] {"source_ip", "user_agent", "region"}) {
            sight(fixture, kind, kind + "_ref");
        }
        sight(fixture, "principal", "k.id");
        sight(fixture, "event_source", "s.id");
    }

    private static void sight(Fixture fixture, String kind, String reference) throws SQLException {
        fixture.execute("""
                insert into sighting (
                  account_id, kind, value_ref, event_count, failed_count, first_event_time, last_event_time
                )
                select account_id, '%s', %s, %s
                from event join action a on a.id = action_ref join event_source s using (event_source)
                join principal p on p.id = principal_ref join principal_key k using (principal_key)
                where %s <> 0 group by 1, 3
                """.formatted(kind, reference, COUNTS, reference));
    }
}
