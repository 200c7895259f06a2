package dev.trailtally.collector.listing;

import dev.trailtally.collector.account.ScannedAccount;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.database.ShortText;
import dev.trailtally.collector.scan.Scan;
import dev.trailtally.collector.scan.ScanSource;
import dev.trailtally.collector.source.SourceException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables scan_unit and scan_slice as listings see them. */
@Singleton
public final class UnitListings {

    // The last unit of a series is followed by what it left unread, if anything, and what has come since.
    private static final String INSERT_UNITS = """
            with asked as (
              select a.region, a.turn, last.unit_id as last_unit_id,
                greatest(a.first_start, coalesce(last.end_time - a.overlap, a.first_start)) as fresh_start,
                case
                  when last.state <> 'complete' then greatest(a.first_start, last.start_time)
                  else greatest(a.first_start, coalesce(last.end_time - a.overlap, a.first_start))
                end as start_time
              from (
                select region, turn, ?::bigint as account_id, ?::uuid as series_id, first_start, overlap
                from unnest(?::text[]) with ordinality place (region, turn)
                cross join (select ?::timestamptz as first_start) first_start
                cross join (select repetition_overlap as overlap from scan where scan_id = ?) overlap) a
              left join lateral (
                select u.unit_id, u.state, u.start_time, u.end_time
                from scan_unit u
                join scan s on s.scan_id = u.scan_id
                where u.account_id = a.account_id
                and u.region = a.region
                and s.series_id = a.series_id
                order by u.end_time desc, u.unit_id desc
                limit 1) last on true
            ), unit as (
              insert into scan_unit (scan_id, account_id, account_name, region, turn, start_time, end_time, whole)
              select ?, ?, ?, region, turn, start_time, end_time, ?
              from asked
              cross join (select ?::timestamptz as end_time) now
              where start_time < end_time
              on conflict (scan_id, account_id, region) do nothing
              returning unit_id, region, start_time, end_time
            ), part as (
              select unit.unit_id, asked.fresh_start as start_time, unit.end_time as unread_until
              from unit
              join asked on asked.region = unit.region
              where asked.fresh_start < unit.end_time
              union all
              select unit.unit_id, greatest(s.start_time, unit.start_time), s.unread_until
              from unit
              join asked on asked.region = unit.region
              join scan_slice s on s.unit_id = asked.last_unit_id
              where s.unread_until > unit.start_time
            )
            insert into scan_slice (unit_id, slice_number, start_time, unread_until)
            select unit_id, row_number() over (partition by unit_id order by unread_until desc), start_time, unread_until
            from part
            """;

    private final ScanDatabase database;

    public UnitListings(ScanDatabase database) {
        this.database = database;
    }

    /**
     * Adds an account's regions as units, each with its whole window as its one slice; those that are there already stay as
     * they are. A scan that repeats others starts each unit before the end of its last window, and reads what was left
     * unread of that one, too.
     *
     * @return whether the listing is still held; if not, nothing was added
     */
    public boolean add(ScanListings.Claim claim, ScannedAccount account, List<String> regions, UnitPlan plan) {
        return database.transaction(connection -> {
            if (!isHeld(connection, claim)) {
                connection.rollback();
                return false;
            }
            name(connection, account);
            forgetFailure(connection, claim.scan(), account);
            switch (plan) {
                case UnitPlan.Lookup lookup -> insertUnits(connection, claim.scan(), account, regions, lookup);
                case UnitPlan.LastAccessed lastAccessed ->
                    insertUnit(connection, claim.scan(), account, ScanSource.LastAccessed.REGION);
            }
            return true;
        });
    }

    /** Adds the unit that asks for reports of the organization; returns whether the listing is still held. */
    public boolean addOrganization(ScanListings.Claim claim, ScannedAccount caller) {
        return database.transaction(connection -> {
            if (!isHeld(connection, claim)) {
                return false;
            }
            name(connection, caller);
            insertUnit(connection, claim.scan(), caller, ScanSource.LastAccessed.ORGANIZATION);
            return true;
        });
    }

    /** The accounts that the scan has units of, in any state. */
    public Set<Long> accounts(Scan scan) {
        return database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    select distinct account_id
                    from scan_unit
                    where scan_id = ?
                    """)) {
                statement.setObject(1, scan.scanId());
                try (var rows = statement.executeQuery()) {
                    var accounts = new HashSet<Long>();
                    while (rows.next()) {
                        accounts.add(rows.getLong("account_id"));
                    }
                    return accounts;
                }
            }
        });
    }

    private static boolean isHeld(Connection connection, ScanListings.Claim claim) throws SQLException {
        try (var statement = connection.prepareStatement("""
                select
                from scan
                where scan_id = ?
                and listed_by = ?
                and state = 'running'
                for share
                """)) {
            statement.setObject(1, claim.scan().scanId());
            statement.setObject(2, claim.holder());
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void name(Connection connection, ScannedAccount account) throws SQLException {
        try (var statement = connection.prepareStatement("""
                insert into account (account_id, account_name)
                values (?, ?)
                on conflict (account_id) do update
                set account_name = excluded.account_name
                where excluded.account_name is not null
                and account.account_name is distinct from excluded.account_name
                """)) {
            statement.setLong(1, account.accountId());
            statement.setString(2, account.name() == null ? null : ShortText.of(account.name()));
            statement.executeUpdate();
        }
    }

    /** An earlier listing of the same scan, which was taken over, may have found the account closed. */
    private static void forgetFailure(Connection connection, Scan scan, ScannedAccount account) throws SQLException {
        try (var statement = connection.prepareStatement("""
                delete from scan_unit
                where scan_id = ?
                and account_id = ?
                and region = ''
                """)) {
            statement.setObject(1, scan.scanId());
            statement.setLong(2, account.accountId());
            statement.executeUpdate();
        }
    }

    private static void insertUnits(
            Connection connection, Scan scan, ScannedAccount account, List<String> regions, UnitPlan.Lookup plan)
            throws SQLException {
        try (var statement = connection.prepareStatement(INSERT_UNITS)) {
            statement.setLong(1, account.accountId());
            statement.setObject(2, scan.seriesId());
            statement.setArray(3, connection.createArrayOf("text", regions.toArray()));
            statement.setObject(4, plan.start().atOffset(ZoneOffset.UTC));
            statement.setObject(5, scan.scanId());
            statement.setObject(6, scan.scanId());
            statement.setLong(7, account.accountId());
            statement.setString(8, account.name() == null ? null : ShortText.of(account.name()));
            statement.setBoolean(9, plan.whole());
            statement.setObject(10, plan.end().atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    private static void insertUnit(Connection connection, Scan scan, ScannedAccount account, String region)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                insert into scan_unit (scan_id, account_id, account_name, region, turn, whole)
                values (?, ?, ?, ?, 1, false)
                on conflict (scan_id, account_id, region) do nothing
                """)) {
            statement.setObject(1, scan.scanId());
            statement.setLong(2, account.accountId());
            statement.setString(3, account.name() == null ? null : ShortText.of(account.name()));
            statement.setString(4, region);
            statement.executeUpdate();
        }
    }

    /** Stores an account that has no units; once, even if a listing is taken over. */
    public void addFailed(
            ScanListings.Claim claim, long accountId, @Nullable String name, SourceException failure, UnitPlan plan) {
        database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    with known as (
                      insert into account (account_id, account_name)
                      values (?, ?)
                      on conflict (account_id) do nothing
                    )
                    insert into scan_unit (scan_id, account_id, account_name, region, turn, start_time, end_time, whole,
                      state, finished_at, failure_code, failure_message, next_step)
                    select scan_id, ?, ?, '', 0, ?, ?, ?, 'failed', now(), ?, ?, ?
                    from scan
                    where scan_id = ?
                    and listed_by = ?
                    and state = 'running'
                    on conflict (scan_id, account_id, region) do nothing
                    """)) {
                setAccount(statement, 1, accountId, name);
                setAccount(statement, 3, accountId, name);
                statement.setObject(5, offset(plan.start()), Types.TIMESTAMP_WITH_TIMEZONE);
                statement.setObject(6, offset(end(plan)), Types.TIMESTAMP_WITH_TIMEZONE);
                statement.setBoolean(7, plan.whole());
                statement.setString(8, failure.code());
                statement.setString(9, ShortText.of(failure.explanation()));
                statement.setString(10, ShortText.of(failure.nextStep()));
                statement.setObject(11, claim.scan().scanId());
                statement.setObject(12, claim.holder());
                return statement.executeUpdate();
            }
        });
    }

    private static @Nullable OffsetDateTime offset(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    /** A window that has no time in it is kept as its first second. */
    private static @Nullable Instant end(UnitPlan plan) {
        return plan.start() != null && plan.end() != null && !plan.start().isBefore(plan.end())
                ? plan.start().plusSeconds(1)
                : plan.end();
    }

    private static void setAccount(PreparedStatement statement, int index, long accountId, @Nullable String name)
            throws SQLException {
        statement.setLong(index, accountId);
        statement.setString(index + 1, name == null ? null : ShortText.of(name));
    }
}
