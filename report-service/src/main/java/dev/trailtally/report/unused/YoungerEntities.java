package dev.trailtally.report.unused;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;

/** Entities that were created too late to be unused for the time asked for. */
final class YoungerEntities {

    private static final Sql COUNT = new Sql("""
            select count(*) as entity_count
            from iam_entity
            where account_id = any(:account_ids)
            and entity_type = any(:entity_types)
            and (:arns::text[] is null or arn = any(:arns))
            and (deleted_at is null or :include_deleted or arn = any(:arns))
            and created_at > :unused_since
            """);

    private YoungerEntities() {}

    static long count(Snapshot snapshot, Binds binds) throws SQLException {
        return snapshot.first(COUNT, binds, row -> row.number("entity_count")).orElse(0L);
    }
}
