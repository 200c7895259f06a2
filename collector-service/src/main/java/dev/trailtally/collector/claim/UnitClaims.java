package dev.trailtally.collector.claim;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.scan.Requests;
import dev.trailtally.collector.scan.Scan;
import dev.trailtally.collector.scan.ScanFilter;
import dev.trailtally.collector.scan.ScanSource;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.v1.LookupSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
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
        var terms = new HashMap<UUID, Terms>();
        try (var statement = connection.prepareStatement("""
                select scan_id, lookup, start_time, end_time, keep_raw
                from scan
                where scan_id = any (?)
                """)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid",
                            claimed.stream()
                                    .map(UnitLeases.Claimed::scanId)
                                    .distinct()
                                    .toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var interval = new ScanFilter(
                            Set.of(), Set.of(), Scan.instant(rows, "start_time"), Scan.instant(rows, "end_time"));
                    var lookup = ScanSource.lookup(rows.getString("lookup")).toBuilder()
                            .clearOrganization()
                            .build();
                    terms.put(
                            rows.getObject("scan_id", UUID.class),
                            new Terms(lookup, interval, rows.getBoolean("keep_raw")));
                }
            }
        }
        return terms;
    }

    private static Map<Long, List<SliceState>> slices(Connection connection, Collection<Long> unitIds)
            throws SQLException {
        var slices = new HashMap<Long, List<SliceState>>();
        try (var statement = connection.prepareStatement("""
                select unit_id, slice_number,
                  extract(epoch from start_time)::bigint as start_second,
                  extract(epoch from unread_until)::bigint as unread_until_second
                from scan_slice
                where unit_id = any (?)
                """)) {
            statement.setArray(1, connection.createArrayOf("bigint", unitIds.toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    slices.computeIfAbsent(rows.getLong("unit_id"), id -> new ArrayList<>())
                            .add(new SliceState(
                                    rows.getInt("slice_number"),
                                    rows.getLong("start_second"),
                                    rows.getLong("unread_until_second")));
                }
            }
        }
        return slices;
    }

    /** Extends the leases of units; returns the holders of those that were lost, because they were cancelled or taken. */
    public List<UUID> renew(Set<UUID> holders) {
        return leases.renew(holders);
    }

    /** Releases units, so that any instance can claim them at once. */
    public void release(Set<UUID> holders) {
        leases.release(holders);
    }

    /** Adds requests whose pages are not written to the counts of a unit, whoever holds it by now. */
    public void count(ClaimedUnit unit, Requests requests) {
        leases.count(unit.unitId(), requests);
    }

    /** Ends a unit that cannot be read on; what was committed of it stays. */
    public void fail(UUID holder, SourceException failure) {
        leases.fail(holder, failure);
    }

    /** The same within the caller's transaction. */
    public static void fail(Connection connection, UUID holder, SourceException failure) throws SQLException {
        UnitLeases.fail(connection, holder, failure);
    }

    /** What a scan asks of each of its units. */
    private record Terms(LookupSource lookup, ScanFilter interval, boolean keepRaw) {}
}
