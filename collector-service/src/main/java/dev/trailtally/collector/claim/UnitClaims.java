package dev.trailtally.collector.claim;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.scan.ScanFilter;
import dev.trailtally.collector.scan.ScanSource;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Assigns units of LookupEvents to readers. One instance holds a unit until its lease expires, by the database's clock;
 * the transaction that commits its events checks that the unit is still held.
 */
@Singleton
public final class UnitClaims {

    private final ScanDatabase database;
    private final UnitLeases leases;

    public UnitClaims(ScanDatabase database, UnitLeases leases) {
        this.database = database;
        this.leases = leases;
    }

    /**
     * Claims open units that nobody reads, the first region of each account before the second of any.
     *
     * @param own holders of units that this instance reads already: it must not take them from itself
     */
    public List<ClaimedUnit> claim(int max, Set<UUID> own) {
        var scans = leases.scans();
        return database.transaction(connection -> {
            var claimed = leases.claim(connection, "lookup", scans, max, own);
            var terms = terms(connection, claimed);
            var slices = slices(
                    connection, claimed.stream().map(UnitLeases.Claimed::unitId).toList());
            return claimed.stream()
                    .map(unit -> {
                        var of = requireNonNull(terms.get(unit.scanId()), "a scan is never deleted");
                        return new ClaimedUnit(
                                unit.unitId(),
                                unit.holder(),
                                unit.scanId(),
                                unit.accountId(),
                                unit.region(),
                                of.lookup(),
                                of.interval(),
                                of.keepRaw(),
                                unit.worked(),
                                slices.getOrDefault(unit.unitId(), List.of()));
                    })
                    .toList();
        });
    }

    /** Read once for all units of a scan: lists of accounts in it may be long. */
    private static Map<UUID, Terms> terms(Connection connection, List<UnitLeases.Claimed> claimed) throws SQLException {
        var scanIds = claimed.stream().map(UnitLeases.Claimed::scanId).distinct();
        return Sql.of("""
                select scan_id, lookup, start_time, end_time, keep_raw
                from scan
                where scan_id = any (:scan_ids)
                """)
                .with("scan_ids", Sql.array("uuid", scanIds))
                .map(connection, row -> row.getObject("scan_id", UUID.class), UnitClaims::terms);
    }

    private static Terms terms(ResultSet row) throws SQLException {
        return new Terms(
                ScanSource.lookup(row.getString("lookup")).toBuilder()
                        .clearOrganization()
                        .build(),
                new ScanFilter(Set.of(), Set.of(), Sql.instant(row, "start_time"), Sql.instant(row, "end_time")),
                row.getBoolean("keep_raw"));
    }

    private static Map<Long, List<SliceState>> slices(Connection connection, Collection<Long> unitIds)
            throws SQLException {
        var slices = new HashMap<Long, List<SliceState>>();
        Sql.of("""
                select unit_id, slice_number,
                  extract(epoch from start_time)::bigint as start_second,
                  extract(epoch from unread_until)::bigint as unread_until_second
                from scan_slice
                where unit_id = any (:unit_ids)
                """).with("unit_ids", Sql.array("bigint", unitIds)).each(connection, rows -> {
            slices.computeIfAbsent(rows.getLong("unit_id"), id -> new ArrayList<>())
                    .add(new SliceState(
                            rows.getInt("slice_number"),
                            rows.getLong("start_second"),
                            rows.getLong("unread_until_second")));
        });
        return slices;
    }

    /** What a scan asks of each of its units. */
    private record Terms(LookupSource lookup, ScanFilter interval, boolean keepRaw) {}
}
