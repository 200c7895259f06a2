package dev.trailtally.collector.store;

import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Ends the rows of deleted entities whose names new ones have taken. Writing the new entity clears its report dates, so
 * valid rows of an entity without such a date are those of the deleted one.
 */
final class RecreatedEntities {

    // AWS's clock, which generated_at comes from, may be ahead of the database's.
    private static final List<String> ENDS = List.of("""
            update last_accessed r
            set superseded_at = greatest(clock_timestamp(), r.generated_at + interval '1 microsecond'),
              no_longer_allowed = true
            from iam_entity e
            where e.account_id = :account_id
            and e.arn = any (:arns)
            and e.service_generated_at is null
            and r.account_id = e.account_id
            and r.entity_id = e.entity_id
            and r.superseded_at is null
            """, """
            update service_accessor r
            set superseded_at = greatest(clock_timestamp(), r.generated_at + interval '1 microsecond')
            from iam_entity e
            where e.account_id = :account_id
            and e.arn = any (:arns)
            and e.service_generated_at is null
            and r.account_id = e.account_id
            and r.entity_id = e.entity_id
            and r.superseded_at is null
            """, """
            update granting_policy r
            set superseded_at = greatest(clock_timestamp(), r.generated_at + interval '1 microsecond')
            from iam_entity e
            where e.account_id = :account_id
            and e.arn = any (:arns)
            and e.granting_listed_at is null
            and r.account_id = e.account_id
            and r.entity_id = e.entity_id
            and r.superseded_at is null
            """);

    private RecreatedEntities() {}

    /** Call it in the transaction that listed these entities, which has locked their rows. */
    static void end(Connection connection, long accountId, Collection<String> arns) throws SQLException {
        for (var sql : ENDS) {
            Sql.of(sql)
                    .with("account_id", accountId)
                    .with("arns", Sql.array("text", arns))
                    .update(connection);
        }
    }
}
