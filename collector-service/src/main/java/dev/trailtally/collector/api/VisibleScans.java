package dev.trailtally.collector.api;

import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.scan.ScanStore;
import dev.trailtally.server.caller.Caller;
import dev.trailtally.server.caller.VisibleAccounts;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The scans that a caller may see. Without all accounts these are the scans whose accounts are known before they run: those that
 * name accounts, all of them its own, and those of organizational units, all of them its own. Of these it sees the accounts
 * that are its own now: an account can have left a unit since.
 */
@Singleton
final class VisibleScans {

    private static final String OF_ACCOUNTS = """
            select scan_id
            from scan
            where pruned_at is null
            and (cast(:only as uuid) is null or scan_id = :only)
            and (cast(:created_at as timestamptz) is null or (created_at, scan_id) < (:created_at, :last))
            and source_kind in ('lookup', 'last_accessed')
            and last_accessed -> 'organizationsReport' is null
            and (
              source_location = 'accounts'
              and account_ids <> '{}'
              and account_ids <@ :account_ids
              or source_location = 'organization'
              and jsonb_array_length(coalesce(lookup, last_accessed) #> '{organization,organizationalUnits}') > 0
              and coalesce(lookup, last_accessed) #> '{organization,organizationalUnits}' <@ to_jsonb(:units)
            )
            order by created_at desc, scan_id desc
            limit :size
            """;

    private static final String HIDDEN_ACCOUNTS = """
            select scan_id, count(*) as hidden_accounts
            from (
              select scan_id, account_id
              from scan_unit
              where scan_id = any (:scan_ids)
              union
              select scan_id, account_id
              from batch_unit
              where scan_id = any (:scan_ids)
              and account_id >= 0
              union
              select scan_id, unnest(account_ids)
              from scan
              where scan_id = any (:scan_ids)) account
            where account_id <> all (:account_ids)
            group by scan_id
            """;

    private final ScanDatabase database;
    private final ScanStore scans;

    VisibleScans(ScanDatabase database, ScanStore scans) {
        this.database = database;
        this.scans = scans;
    }

    /** The accounts of who makes the current call. */
    VisibleAccounts accounts() {
        return Caller.current().accounts().all() ? VisibleAccounts.ALL : database.statement(VisibleAccounts::ofCaller);
    }

    /** Null if there is none, and if the caller may not see it. */
    @Nullable
    VisibleScan find(UUID scanId) {
        var accounts = accounts();
        if (accounts.all()) {
            var scan = scans.find(scanId);
            return scan == null ? null : new VisibleScan(scan, accounts, 0);
        }
        var found = visible(accounts, new Range(scanId, null, null, 1));
        return found.isEmpty() ? null : found.getFirst();
    }

    /** As {@link ScanStore#before}. */
    List<VisibleScan> before(@Nullable Instant createdAt, @Nullable UUID scanId, int size) {
        var accounts = accounts();
        return accounts.all()
                ? scans.before(createdAt, scanId, size).stream()
                        .map(scan -> new VisibleScan(scan, accounts, 0))
                        .toList()
                : visible(accounts, new Range(null, createdAt, scanId, size));
    }

    private List<VisibleScan> visible(VisibleAccounts accounts, Range range) {
        List<UUID> page = database.statement(connection -> page(connection, accounts, range));
        Map<UUID, Long> hidden = database.statement(connection -> hiddenAccounts(connection, accounts, page));
        return scans.find(page).stream()
                .map(scan -> new VisibleScan(
                        scan, accounts, hidden.getOrDefault(scan.scan().scanId(), 0L)))
                .toList();
    }

    private static Map<UUID, Long> hiddenAccounts(Connection connection, VisibleAccounts accounts, List<UUID> scanIds)
            throws SQLException {
        return Sql.of(HIDDEN_ACCOUNTS)
                .with("scan_ids", Sql.array("uuid", scanIds))
                .with("account_ids", VisibleScan.ids(accounts))
                .map(connection, row -> row.getObject("scan_id", UUID.class), row -> row.getLong("hidden_accounts"));
    }

    private static List<UUID> page(Connection connection, VisibleAccounts accounts, Range range) throws SQLException {
        return Sql.of(OF_ACCOUNTS)
                .with("only", range.only)
                .with("created_at", range.createdAt)
                .with("last", range.last)
                .with("account_ids", VisibleScan.ids(accounts))
                .with("units", Sql.array("text", accounts.units()))
                .with("size", range.size)
                .list(connection, row -> row.getObject("scan_id", UUID.class));
    }

    private record Range(
            @Nullable UUID only,
            @Nullable Instant createdAt,
            @Nullable UUID last,
            int size) {}
}
