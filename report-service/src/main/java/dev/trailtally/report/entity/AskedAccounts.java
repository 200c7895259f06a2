package dev.trailtally.report.entity;

import com.google.rpc.Code;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.RpcErrors;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** The field "accounts" of a request, checked; a snapshot determines which accounts it selects. */
public record AskedAccounts(List<Long> accountIds, List<String> units) {

    private static final int MAX_UNITS = 1_000;

    // Each next account is one index probe: an account has hundreds of entities and units.
    private static final Sql COLLECTED = new Sql("""
            with recursive entity_account as (
              select min(account_id) as account_id
              from iam_entity
              union all
              select (select min(account_id) from iam_entity where account_id > entity_account.account_id)
              from entity_account
              where account_id is not null
            ),
            unit_account as (
              select min(account_id) as account_id
              from scan_unit
              where start_time is null
              and region <> 'organization'
              union all
              select (
                select min(account_id)
                from scan_unit
                where start_time is null
                and region <> 'organization'
                and account_id > unit_account.account_id
              )
              from unit_account
              where account_id is not null
            )
            select account_id
            from entity_account
            where account_id is not null
            union
            select account_id
            from unit_account
            where account_id is not null
            """);

    private static final Sql WITH_EVENTS = new Sql("""
            select account_id from account
            union
            select account_id from rollup_account
            """);

    private static final Sql UNKNOWN_ACCOUNT = new Sql("""
            select account_id
            from unnest(:account_ids::bigint[]) as asked (account_id)
            where not exists (select from account where account.account_id = asked.account_id)
            and not exists (select from rollup_account where rollup_account.account_id = asked.account_id)
            and not exists (select from iam_entity where iam_entity.account_id = asked.account_id)
            order by account_id
            limit 1
            """);

    private static final Sql UNKNOWN_UNIT = new Sql("""
            select unit
            from unnest(:units::text[]) as asked (unit)
            where not exists (select from organizational_unit where unit_id = asked.unit)
            and not exists (select from organizational_unit where name = asked.unit)
            order by unit
            limit 1
            """);

    private static final Sql OF_UNITS = new Sql("""
            with recursive unit as (
              select unit_id
              from organizational_unit
              where unit_id = any(:units)
              or name = any(:units)
              union
              select below.unit_id
              from unit
              join organizational_unit below on below.parent_id = unit.unit_id
            )
            select account_id
            from account
            where parent_id in (select unit_id from unit)
            """);

    private static final Sql HELD = new Sql("""
            with recursive unit as (
              select asked.unit, organizational_unit.unit_id
              from unnest(:units::text[]) as asked (unit)
              join organizational_unit on unit_id = asked.unit or name = asked.unit
              union
              select unit.unit, below.unit_id
              from unit
              join organizational_unit below on below.parent_id = unit.unit_id
            )
            select unit.unit, account.account_id
            from unit
            join account on account.parent_id = unit.unit_id
            """);

    public AskedAccounts {
        accountIds = List.copyOf(accountIds);
        units = List.copyOf(units);
    }

    public static AskedAccounts of(AccountSelection selection) {
        var ids = AccountIds.parse("accounts.account_ids", selection.getAccountIdsList());
        var units = Fields.texts("accounts.organizational_units", selection.getOrganizationalUnitsList(), MAX_UNITS);
        return new AskedAccounts(Arrays.stream(ids).boxed().toList(), Arrays.asList(units));
    }

    /** By default those with IAM data. Fails with UNKNOWN_ACCOUNT or UNKNOWN_ORGANIZATIONAL_UNIT. */
    public SelectedAccounts select(Snapshot snapshot) throws SQLException {
        checkAccounts(snapshot, named());
        return selected(snapshot, COLLECTED);
    }

    /** The same; by default all accounts with collected data. */
    public SelectedAccounts selectAny(Snapshot snapshot) throws SQLException {
        checkAccounts(snapshot, named());
        return selected(snapshot, WITH_EVENTS);
    }

    /** The same, including named accounts that are unknown: each of them fails alone. */
    public SelectedAccounts selectUnchecked(Snapshot snapshot) throws SQLException {
        return selected(snapshot, WITH_EVENTS);
    }

    private SelectedAccounts selected(Snapshot snapshot, Sql byDefault) throws SQLException {
        var found = accountIds.isEmpty() && units.isEmpty() ? ids(snapshot, byDefault, new Binds()) : ofUnits(snapshot);
        var seen = snapshot.visible().among(found);
        return new SelectedAccounts(
                LongStream.concat(Arrays.stream(named()), Arrays.stream(seen)), found.length - seen.length);
    }

    private long[] named() {
        return accountIds.stream().mapToLong(Long::longValue).toArray();
    }

    private static void checkAccounts(Snapshot snapshot, long[] named) throws SQLException {
        if (named.length == 0) {
            return;
        }
        var visible = snapshot.visible();
        var unknown = LongStream.concat(
                        Arrays.stream(ids(snapshot, UNKNOWN_ACCOUNT, new Binds().with("account_ids", named))),
                        Arrays.stream(named).filter(id -> !visible.contains(id)))
                .min();
        if (unknown.isPresent()) {
            throw AccountIds.unknown(unknown.getAsLong());
        }
    }

    private long[] ofUnits(Snapshot snapshot) throws SQLException {
        if (units.isEmpty()) {
            return new long[0];
        }
        var binds = new Binds().with("units", units.toArray(String[]::new));
        var unknown = snapshot.visible().all()
                ? snapshot.first(UNKNOWN_UNIT, binds, row -> row.text("unit"))
                : unseenUnit(snapshot, binds);
        if (unknown.isPresent()) {
            throw RpcErrors.failure(
                    Code.NOT_FOUND,
                    "UNKNOWN_ORGANIZATIONAL_UNIT",
                    "no scan of an organization has found the organizational unit \"%s\"".formatted(unknown.get()),
                    Map.of("organizational_unit", unknown.get()));
        }
        return ids(snapshot, OF_UNITS, binds);
    }

    /** The first unit, by name, that holds no account that the caller may see, whether there is such a unit or not. */
    private Optional<String> unseenUnit(Snapshot snapshot, Binds binds) throws SQLException {
        var visible = snapshot.visible();
        var unseen = new TreeSet<>(units);
        snapshot.list(HELD, binds, row -> {
            var unit = row.text("unit");
            return visible.contains(row.number("account_id")) && unseen.remove(unit);
        });
        return unseen.isEmpty() ? Optional.empty() : Optional.of(unseen.first());
    }

    private static long[] ids(Snapshot snapshot, Sql sql, Binds binds) throws SQLException {
        return snapshot.list(sql, binds, row -> row.number("account_id")).stream()
                .mapToLong(Long::longValue)
                .toArray();
    }
}
