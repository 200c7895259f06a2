package dev.trailtally.report.entity;

import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.AccessScope;
import dev.trailtally.rpc.OptionalFields;
import java.sql.SQLException;

/** The scope of a report about entities. */
public final class AccessScopes {

    private static final Sql SCOPE = new Sql("""
            select
              count(*) as entity_count,
              count(*) filter (where service_generated_at is null) as not_evaluated_count,
              min(service_generated_at) as oldest_generated_at,
              max(service_generated_at) as newest_generated_at
            from iam_entity
            where account_id = any(:account_ids)
            and entity_type = any(:entity_types)
            and (:arns::text[] is null or arn = any(:arns))
            and (deleted_at is null or :include_deleted or arn = any(:arns))
            """);

    private AccessScopes() {}

    public static AccessScope of(Snapshot snapshot, SelectedAccounts selected, AskedEntities asked)
            throws SQLException {
        var accountIds = selected.ids();
        var scope = AccessScope.newBuilder()
                .setAccountCount(accountIds.length)
                .setHiddenAccountCount(selected.hiddenCount())
                .setIncompleteAccountCount(IncompleteAccounts.count(snapshot, accountIds));
        snapshot.list(SCOPE, asked.binds(accountIds), row -> add(scope, row));
        return scope.build();
    }

    private static AccessScope.Builder add(AccessScope.Builder scope, Row row) throws SQLException {
        scope.setEntityCount(row.number("entity_count")).setNotEvaluatedCount(row.number("not_evaluated_count"));
        OptionalFields.setTime(row.timeOrNull("oldest_generated_at"), scope::setOldestGeneratedTime);
        OptionalFields.setTime(row.timeOrNull("newest_generated_at"), scope::setNewestGeneratedTime);
        return scope;
    }
}
