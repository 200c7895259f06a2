package dev.trailtally.collector.listing;

import dev.trailtally.collector.account.OrganizationChart;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.database.ShortText;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** The table organizational_unit, and the place of each account in the tree. */
@Singleton
public final class OrganizationCharts {

    private final ScanDatabase database;

    public OrganizationCharts(ScanDatabase database) {
        this.database = database;
    }

    /** Replaces what was known of the same roots; units of other organizations stay. */
    public void store(OrganizationChart chart) {
        database.transaction(connection -> {
            forget(connection, chart);
            storeUnits(connection, chart);
            return placeAccounts(connection, chart);
        });
    }

    private static void forget(Connection connection, OrganizationChart chart) throws SQLException {
        try (var statement = connection.prepareStatement("""
                with recursive below as (
                  select unit_id
                  from organizational_unit
                  where unit_id = any (?)
                  union
                  select child.unit_id
                  from organizational_unit child
                  join below on below.unit_id = child.parent_id
                )
                delete from organizational_unit
                where unit_id in (select unit_id from below)
                or unit_id = any (?)
                """)) {
            var roots = chart.units().stream()
                    .filter(unit -> unit.parentId() == null)
                    .map(OrganizationChart.Unit::unitId)
                    .toArray();
            var units =
                    chart.units().stream().map(OrganizationChart.Unit::unitId).toArray();
            statement.setArray(1, connection.createArrayOf("text", roots));
            statement.setArray(2, connection.createArrayOf("text", units));
            statement.executeUpdate();
        }
    }

    private static void storeUnits(Connection connection, OrganizationChart chart) throws SQLException {
        var ids = new ArrayList<String>();
        var parents = new ArrayList<@Nullable String>();
        var names = new ArrayList<String>();
        for (var unit : chart.units()) {
            ids.add(unit.unitId());
            parents.add(unit.parentId());
            names.add(ShortText.of(unit.name()));
        }
        try (var statement = connection.prepareStatement("""
                insert into organizational_unit (unit_id, parent_id, name, listed_at)
                select unit_id, parent_id, name, now()
                from unnest(?::text[], ?::text[], ?::text[]) unit (unit_id, parent_id, name)
                on conflict (unit_id) do update
                set parent_id = excluded.parent_id, name = excluded.name, listed_at = excluded.listed_at
                """)) {
            statement.setArray(1, connection.createArrayOf("text", ids.toArray()));
            statement.setArray(2, connection.createArrayOf("text", parents.toArray()));
            statement.setArray(3, connection.createArrayOf("text", names.toArray()));
            statement.executeUpdate();
        }
    }

    /** Accounts without collected data have no row and need no place; those that left the organization have none. */
    private static int placeAccounts(Connection connection, OrganizationChart chart) throws SQLException {
        var ids = new ArrayList<Long>();
        var parents = new ArrayList<String>();
        chart.parents().forEach((id, parent) -> {
            ids.add(id);
            parents.add(parent);
        });
        try (var statement = connection.prepareStatement("""
                update account
                set parent_id = placed.parent_id
                from (
                  select a.account_id, place.parent_id
                  from account a
                  left join unnest(?::bigint[], ?::text[]) place (account_id, parent_id) using (account_id)
                  where a.parent_id is distinct from place.parent_id
                  and (place.account_id is not null or a.parent_id = any (?))
                ) placed
                where account.account_id = placed.account_id
                """)) {
            var units =
                    chart.units().stream().map(OrganizationChart.Unit::unitId).toArray();
            statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            statement.setArray(2, connection.createArrayOf("text", parents.toArray()));
            statement.setArray(3, connection.createArrayOf("text", units));
            return statement.executeUpdate();
        }
    }
}
