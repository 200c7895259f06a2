package dev.trailtally.report;

import java.sql.SQLException;

/** The rollups that all accounts are read from together, counted from a fixture's events by plain SQL. */
final class OrganizationRollups {

    private static final String COUNTS = "count(*), count(*) filter (where failed), min(event_time), max(event_time)";
    private static final String DAY = "(event_time at time zone 'UTC')::date";
    private static final String MONTH = "date_trunc('month', event_time at time zone 'UTC')::date";

    private OrganizationRollups() {}

    static void fill(Fixture fixture) throws SQLException {
        fixture.execute("""
                truncate service_day, service_month, principal_day, principal_month, account_quarter_hour, sighting
                """);
        fixture.execute("""
                insert into event_source (event_source)
                select distinct event_source from action where event_source <> '' on conflict do nothing
                """);
        fixture.execute("""
                insert into principal_key (id, principal_key)
                select min(id), principal_key from principal group by principal_key on conflict do nothing
                """);
        insert(fixture, "service_day", DAY + ", s.id");
        insert(fixture, "service_month", MONTH + ", s.id");
        insert(fixture, "principal_day", DAY + ", principal_ref");
        insert(fixture, "principal_month", MONTH + ", principal_ref");
        insert(fixture, "account_quarter_hour", "date_bin('15 minutes', event_time, timestamptz '2000-01-01Z')");
        for (var kind : new String[] {"source_ip", "user_agent", "region"}) {
            sight(fixture, kind, kind + "_ref", "''");
        }
        sight(fixture, "principal", "k.id", "''");
        sight(fixture, "event_source", "s.id", "''");
        sight(fixture, "access_key", "0", "access_key_id");
        sight(fixture, "session", "0", "session_name");
    }

    private static void sight(Fixture fixture, String kind, String reference, String text) throws SQLException {
        fixture.execute("""
                insert into sighting
                select account_id, '%s', %s, %s, %s
                from event join action a on a.id = action_ref join event_source s using (event_source)
                join principal p on p.id = principal_ref join principal_key k using (principal_key)
                where %s <> 0 or %s <> '' group by 1, 3, 4
                """.formatted(kind, reference, text, COUNTS, reference, text));
    }

    private static void insert(Fixture fixture, String table, String key) throws SQLException {
        fixture.execute("""
                insert into %s
                select account_id, %s, %s
                from event join action a on a.id = action_ref join event_source s using (event_source)
                group by account_id, %s
                """.formatted(table, key, COUNTS, key));
    }
}
