package dev.trailtally.benchmarks.lookup;

import dev.trailtally.benchmarks.scan.LineDigest;
import dev.trailtally.simulator.organization.Organization;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The set of events: two are equal exactly if all accounts, regions and ids are.
 *
 * @param digest SHA-256 of the sorted lines "account region id"
 */
record EventIds(long count, String digest) {

    static EventIds truth(Organization organization) {
        var digest = new LineDigest();
        organization.accountRegions().stream()
                .flatMap(unit -> organization.findEvents(unit).stream()
                        .flatMap(events -> events.ids().map(id -> line(unit.account(), unit.region(), id))))
                .sorted()
                .forEach(digest::add);
        return new EventIds(digest.count(), digest.hex());
    }

    static EventIds stored(Connection connection) throws SQLException {
        var sql = """
                select lpad(e.account_id::text, 12, '0') as account, r.region, e.event_id
                from event e
                join region r on r.id = e.region_ref
                order by e.account_id, r.region collate "C", e.event_id
                """;
        var digest = LineDigest.of(connection, sql, row -> line(row.getString(1), row.getString(2), row.getString(3)));
        return new EventIds(digest.count(), digest.hex());
    }

    private static String line(String account, String region, String id) {
        return account + " " + region + " " + id;
    }
}
