package dev.trailtally.report.permission;

import com.google.rpc.Code;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.RpcErrors;
import java.sql.SQLException;
import java.util.Map;

/** The principal of an account that a request names by its key or by its display name. */
final class NamedPrincipal {

    private static final int MAX_NAMED = 10;

    // For entities that never called, display names are built as the collector builds them for principals.
    private static final Sql KEYS = new Sql("""
            select principal_key
            from (
              select principal_key
              from principal
              where (principal_key = :principal or display_name = :principal)
              and exists (
                select
                from principal_month
                where account_id = :account_id
                and principal_ref = principal.id
                and first_key <= principal.id
                and last_key >= principal.id
              )
              union
              select arn
              from iam_entity
              where account_id = :account_id
              and entity_type in ('user', 'role')
              and (arn = :principal or format('%s:%s/%s', :twelve_digits, entity_type, name) = :principal)
            ) named
            order by principal_key <> :principal, principal_key
            limit :limit
            """);

    private NamedPrincipal() {}

    /** Fails with UNKNOWN_ENTITY if there is none; an ambiguous display name is refused. */
    static String key(Snapshot snapshot, long accountId, String principal) throws SQLException {
        var binds = new Binds()
                .with("account_id", accountId)
                .with("twelve_digits", AccountIds.format(accountId))
                .with("principal", principal)
                .with("limit", MAX_NAMED);
        var keys = snapshot.list(KEYS, binds, row -> row.text("principal_key"));
        if (keys.isEmpty()) {
            throw RpcErrors.failure(
                    Code.NOT_FOUND,
                    "UNKNOWN_ENTITY",
                    "no principal \"%s\" was listed in the account or has called there".formatted(principal),
                    Map.of("principal", principal));
        }
        if (keys.size() > 1 && !keys.getFirst().equals(principal)) {
            throw RpcErrors.invalidArgument(
                    "principal", "\"%s\" is the name of several principals; use one of %s".formatted(principal, keys));
        }
        return keys.getFirst();
    }
}
