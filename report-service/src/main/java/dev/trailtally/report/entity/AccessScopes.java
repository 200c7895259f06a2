package dev.trailtally.report.entity;

import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.AccessScope;
import dev.trailtally.server.database.MessageRow;
import java.sql.SQLException;

/** The scope of a report about entities. */
public final class AccessScopes {

    private static final Sql SCOPE = new Sql("""
            select
              count(*) as entity_count,
              count(*) filter (where service_generated_at is null) as not_evaluated_count,
              min(service_generated_at) as oldest_generated_time,
              max(service_generated_at) as newest_generated_time
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
        var scope = MessageRow.of(AccessScope.getDefaultInstance());
        return snapshot
                .first(SCOPE, asked.binds(accountIds), row -> scope.read(row.columns()))
                .orElseThrow()
                .toBuilder()
                .setAccountCount(accountIds.length)
                .setHiddenAccountCount(selected.hiddenCount())
                .setIncompleteAccountCount(IncompleteAccounts.count(snapshot, accountIds))
                .build();
    }
}
