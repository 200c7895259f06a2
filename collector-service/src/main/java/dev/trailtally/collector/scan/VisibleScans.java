package dev.trailtally.collector.scan;

import static java.util.Objects.requireNonNull;

import dev.trailtally.server.caller.Caller;
import dev.trailtally.server.caller.VisibleAccounts;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The scans that a caller may see. Without all accounts these are the scans whose accounts are known before they run: those that
 * name accounts, all of them its own, and those of organizational units, all of them its own.
 */
@Singleton
final class VisibleScans {

    private static final String OF_ACCOUNTS = """
            select scan_id
            from scan
            where (cast(? as uuid) is null or scan_id = ?)
            and (cast(? as timestamptz) is null or (created_at, scan_id) < (?, ?))
            and source_kind in ('lookup', 'last_accessed')
            and last_accessed -> 'organizationsReport' is null
            and (
              source_location = 'accounts'
              and account_ids <> '{}'
              and account_ids <@ ?
              or source_location = 'organization'
              and jsonb_array_length(coalesce(lookup, last_accessed) #> '{organization,organizationalUnits}') > 0
              and coalesce(lookup, last_accessed) #> '{organization,organizationalUnits}' <@ to_jsonb(?)
            )
            order by created_at desc, scan_id desc
            limit ?
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
    ScanProgress find(UUID scanId) {
        var accounts = accounts();
        boolean visible = accounts.all()
                || database.statement(connection -> page(connection, accounts, new Range(scanId, null, null, 1)))
                        .contains(scanId);
        var scan = scans.find(scanId);
        return visible ? scan : null;
    }

    /** As {@link ScanStore#before}. */
    List<ScanProgress> before(@Nullable Instant createdAt, @Nullable UUID scanId, int size) {
        var accounts = accounts();
        if (accounts.all()) {
            return scans.before(createdAt, scanId, size);
        }
        List<UUID> page =
                database.statement(connection -> page(connection, accounts, new Range(null, createdAt, scanId, size)));
        return scans.find(page);
    }

    private static List<UUID> page(Connection connection, VisibleAccounts accounts, Range range) throws SQLException {
        try (var statement = connection.prepareStatement(OF_ACCOUNTS)) {
            statement.setObject(1, range.only, Types.OTHER);
            statement.setObject(2, range.only, Types.OTHER);
            new ScanColumns(statement).time(3, range.createdAt);
            new ScanColumns(statement).time(4, range.createdAt);
            statement.setObject(5, range.last, Types.OTHER);
            statement.setArray(
                    6,
                    connection.createArrayOf(
                            "bigint",
                            Arrays.stream(requireNonNull(accounts.ids()))
                                    .boxed()
                                    .toArray()));
            statement.setArray(
                    7, connection.createArrayOf("text", accounts.units().toArray()));
            statement.setInt(8, range.size);
            try (var rows = statement.executeQuery()) {
                var page = new ArrayList<UUID>();
                while (rows.next()) {
                    page.add(rows.getObject("scan_id", UUID.class));
                }
                return page;
            }
        }
    }

    private record Range(
            @Nullable UUID only,
            @Nullable Instant createdAt,
            @Nullable UUID last,
            int size) {}
}
