package dev.trailtally.collector.listing;

import dev.trailtally.collector.account.ScannedAccount;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.database.ShortText;
import dev.trailtally.collector.scan.Scan;
import dev.trailtally.collector.scan.ScanSource;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
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
                select region, turn, :account_id::bigint as account_id, :series_id::uuid as series_id, first_start,
                  overlap
                from unnest(:regions::text[]) with ordinality place (region, turn)
                cross join (select :start::timestamptz as first_start) first_start
                cross join (select repetition_overlap as overlap from scan where scan_id = :scan_id) overlap) a
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
              select :scan_id, :account_id, :account_name, region, turn, start_time, end_time, :whole
              from asked
              cross join (select :end::timestamptz as end_time) now
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
        return Set.copyOf(database.statement(connection ->
                Sql.of("""
                select distinct account_id
                from scan_unit
                where scan_id = :scan_id
                """).with("scan_id", scan.scanId()).list(connection, row -> row.getLong("account_id"))));
    }

    private static boolean isHeld(Connection connection, ScanListings.Claim claim) throws SQLException {
        return Sql.of("""
                select
                from scan
                where scan_id = :scan_id
                and listed_by = :holder
                and state = 'running'
                for share
                """)
                .with("scan_id", claim.scan().scanId())
                .with("holder", claim.holder())
                .exists(connection);
    }

    private static void name(Connection connection, ScannedAccount account) throws SQLException {
        Sql.of("""
                insert into account (account_id, account_name)
                values (:account_id, :account_name)
                on conflict (account_id) do update
                set account_name = excluded.account_name
                where excluded.account_name is not null
                and account.account_name is distinct from excluded.account_name
                """)
                .with("account_id", account.accountId())
                .with("account_name", account.name() == null ? null : ShortText.of(account.name()))
                .update(connection);
    }

    /** An earlier listing of the same scan, which was taken over, may have found the account closed. */
    private static void forgetFailure(Connection connection, Scan scan, ScannedAccount account) throws SQLException {
        Sql.of("""
                delete from scan_unit
                where scan_id = :scan_id
                and account_id = :account_id
                and region = ''
                """)
                .with("scan_id", scan.scanId())
                .with("account_id", account.accountId())
                .update(connection);
    }

    private static void insertUnits(
            Connection connection, Scan scan, ScannedAccount account, List<String> regions, UnitPlan.Lookup plan)
            throws SQLException {
        Sql.of(INSERT_UNITS)
                .with("account_id", account.accountId())
                .with("series_id", scan.seriesId())
                .with("regions", Sql.array("text", regions))
                .with("start", plan.start())
                .with("scan_id", scan.scanId())
                .with("account_name", account.name() == null ? null : ShortText.of(account.name()))
                .with("whole", plan.whole())
                .with("end", plan.end())
                .update(connection);
    }

    private static void insertUnit(Connection connection, Scan scan, ScannedAccount account, String region)
            throws SQLException {
        Sql.of("""
                insert into scan_unit (scan_id, account_id, account_name, region, turn, whole)
                values (:scan_id, :account_id, :account_name, :region, 1, false)
                on conflict (scan_id, account_id, region) do nothing
                """)
                .with("scan_id", scan.scanId())
                .with("account_id", account.accountId())
                .with("account_name", account.name() == null ? null : ShortText.of(account.name()))
                .with("region", region)
                .update(connection);
    }

    /** Stores an account that has no units; once, even if a listing is taken over. */
    public void addFailed(
            ScanListings.Claim claim, long accountId, @Nullable String name, SourceException failure, UnitPlan plan) {
        database.statement(connection -> Sql.of("""
                    with known as (
                      insert into account (account_id, account_name)
                      values (:account_id, :account_name)
                      on conflict (account_id) do nothing
                    )
                    insert into scan_unit (scan_id, account_id, account_name, region, turn, start_time, end_time, whole,
                      state, finished_at, failure_code, failure_message, next_step)
                    select scan_id, :account_id, :account_name::text, '', 0, :start::timestamptz, :end::timestamptz,
                      :whole, 'failed', now(), :code, :message, :next_step
                    from scan
                    where scan_id = :scan_id
                    and listed_by = :holder
                    and state = 'running'
                    on conflict (scan_id, account_id, region) do nothing
                    """)
                .with("account_id", accountId)
                .with("account_name", name == null ? null : ShortText.of(name))
                .with("start", plan.start())
                .with("end", end(plan))
                .with("whole", plan.whole())
                .with(ShortText.binds(failure))
                .with("scan_id", claim.scan().scanId())
                .with("holder", claim.holder())
                .update(connection));
    }

    /** A window that has no time in it is kept as its first second. */
    private static @Nullable Instant end(UnitPlan plan) {
        return plan.start() != null && plan.end() != null && !plan.start().isBefore(plan.end())
                ? plan.start().plusSeconds(1)
                : plan.end();
    }
}
