package dev.trailtally.server.caller;

import com.google.protobuf.Message;
import com.google.rpc.Code;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that a caller may see: those of a list, and those that a scan has found below its organizational units. An
 * account that it may not see is for it as one that does not exist.
 */
public final class VisibleAccounts {

    /** Every account. */
    public static final VisibleAccounts ALL = new VisibleAccounts(null, Set.of());

    private static final String BELOW_UNITS = """
            with recursive unit as (
              select unit_id
              from organizational_unit
              where unit_id = any(:units)
              union
              select below.unit_id
              from unit
              join organizational_unit below on below.parent_id = unit.unit_id
            )
            select unit.unit_id, account.account_id
            from unit
            left join account on account.parent_id = unit.unit_id
            """;

    private final @Nullable Set<Long> ids;
    private final Set<String> units;

    private VisibleAccounts(@Nullable Set<Long> ids, Set<String> units) {
        this.ids = ids;
        this.units = units;
    }

    /** Those of who makes the current call. For a caller with all accounts, and one without units, the database is not asked. */
    public static VisibleAccounts ofCaller(Connection connection) throws SQLException {
        var accounts = Caller.current().accounts();
        if (accounts.all()) {
            return ALL;
        }
        var ids = new HashSet<Long>();
        accounts.ids().forEach(id -> ids.add(Long.valueOf(id)));
        var units = new HashSet<>(accounts.units());
        if (!units.isEmpty()) {
            addBelow(connection, ids, units);
        }
        return new VisibleAccounts(Set.copyOf(ids), Set.copyOf(units));
    }

    private static void addBelow(Connection connection, Set<Long> ids, Set<String> units) throws SQLException {
        Sql.of(BELOW_UNITS).with("units", Sql.array("text", units)).each(connection, row -> {
            units.add(row.getString("unit_id"));
            long id = row.getLong("account_id");
            if (!row.wasNull()) {
                ids.add(id);
            }
        });
    }

    /** Whether it is every account. */
    public boolean all() {
        return ids == null;
    }

    public boolean contains(long accountId) {
        return ids == null || ids.contains(accountId);
    }

    /** Whether it is a unit of the caller, or one below; false for a unit that only holds some of the caller's accounts. */
    public boolean containsUnit(String unitId) {
        return ids == null || units.contains(unitId);
    }

    /** In ascending order, for a condition of a statement; null if it is every account. */
    public long @Nullable [] ids() {
        return ids == null
                ? null
                : ids.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** Empty if it is every account. */
    public Set<String> units() {
        return units;
    }

    /** Those of the accounts that the caller may see, in the same order. */
    public long[] among(long[] accountIds) {
        return Arrays.stream(accountIds).filter(this::contains).toArray();
    }

    /**
     * A message whose free texts ({@code message}, {@code failure_message}, {@code next_step}, {@code waiting_reason},
     * {@code detail}, {@code object_uri}) name no account that the caller may not see: AWS names the collector's own account,
     * and others, in what it says of a failure.
     */
    public <M extends Message> M masked(M message) {
        return ids == null ? message : new MaskedTexts(this).of(message);
    }

    /** A text that names no account that the caller may not see. */
    public String masked(String text) {
        return ids == null ? text : new MaskedTexts(this).text(text);
    }

    /** Fails with UNKNOWN_ACCOUNT if the caller may not see one of them; the error names the lowest. */
    public void check(long[] accountIds) {
        var hidden = Arrays.stream(accountIds).filter(id -> !contains(id)).min();
        if (hidden.isPresent()) {
            var accountId = AccountIds.format(hidden.getAsLong());
            throw RpcErrors.failure(
                    Code.NOT_FOUND,
                    "UNKNOWN_ACCOUNT",
                    "there is no account " + accountId + " among those of the caller",
                    Map.of("account_id", accountId));
        }
    }

    /**
     * Fails with ALL_ACCOUNTS_REQUIRED if the caller may not see every account.
     *
     * @param what what it asks, as the start of a sentence
     */
    public void checkAll(String what) {
        if (!all()) {
            throw RpcErrors.failure(
                    Code.PERMISSION_DENIED,
                    "ALL_ACCOUNTS_REQUIRED",
                    what + " can concern every account, and the caller may only see some",
                    Map.of());
        }
    }
}
