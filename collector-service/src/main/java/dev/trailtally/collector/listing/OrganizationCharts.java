package dev.trailtally.collector.listing;

import dev.trailtally.collector.account.OrganizationChart;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.database.ShortText;
import dev.trailtally.server.database.Sql;
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
        var roots =
                chart.units().stream().filter(unit -> unit.parentId() == null).map(OrganizationChart.Unit::unitId);
        Sql.of("""
                with recursive below as (
                  select unit_id
                  from organizational_unit
                  where unit_id = any (:roots)
                  union
                  select child.unit_id
                  from organizational_unit child
                  join below on below.unit_id = child.parent_id
                )
                delete from organizational_unit
                where unit_id in (select unit_id from below)
                or unit_id = any (:units)
                """)
                .with("roots", Sql.array("text", roots))
                .with("units", units(chart))
                .update(connection);
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
        Sql.of("""
                insert into organizational_unit (unit_id, parent_id, name, listed_at)
                select unit_id, parent_id, name, now()
                from unnest(:ids::text[], :parents::text[], :names::text[]) unit (unit_id, parent_id, name)
                on conflict (unit_id) do update
                set parent_id = excluded.parent_id, name = excluded.name, listed_at = excluded.listed_at
                """)
                .with("ids", Sql.array("text", ids))
                .with("parents", Sql.array("text", parents))
                .with("names", Sql.array("text", names))
                .update(connection);
    }

    /** Accounts without collected data have no row and need no place; those that left the organization have none. */
    private static int placeAccounts(Connection connection, OrganizationChart chart) throws SQLException {
        var ids = new ArrayList<Long>();
        var parents = new ArrayList<String>();
        chart.parents().forEach((id, parent) -> {
            ids.add(id);
            parents.add(parent);
        });
        return Sql.of("""
                update account
                set parent_id = placed.parent_id
                from (
                  select a.account_id, place.parent_id
                  from account a
                  left join unnest(:ids::bigint[], :parents::text[]) place (account_id, parent_id) using (account_id)
                  where a.parent_id is distinct from place.parent_id
                  and (place.account_id is not null or a.parent_id = any (:units))
                ) placed
                where account.account_id = placed.account_id
                """)
                .with("ids", Sql.array("bigint", ids))
                .with("parents", Sql.array("text", parents))
                .with("units", units(chart))
                .update(connection);
    }

    private static Sql.Array units(OrganizationChart chart) {
        return Sql.array("text", chart.units(), OrganizationChart.Unit::unitId);
    }
}
