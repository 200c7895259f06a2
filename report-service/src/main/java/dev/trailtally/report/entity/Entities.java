package dev.trailtally.report.entity;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** Pages of entities, by account and ARN. */
public final class Entities {

    private static final Sql PAGE = new Sql("""
            select account_id, entity_id, arn, entity_type, name, path, unique_id, created_at, deleted_at,
              service_generated_at, action_generated_at, granting_listed_at, accessors_generated_at
            from iam_entity
            where account_id = any(:account_ids)
            and entity_type = any(:entity_types)
            and (:arns::text[] is null or arn = any(:arns))
            and (deleted_at is null or :include_deleted or arn = any(:arns))
            and (account_id, arn) > (:after_account_id, :after_arn)
            order by account_id, arn
            limit :limit
            """);

    private Entities() {}

    /** At most {@code limit} entities after the key. */
    public static List<StoredEntity> page(
            Snapshot snapshot, long[] accountIds, AskedEntities asked, EntityKey after, int limit) throws SQLException {
        var rest =
                Arrays.stream(accountIds).filter(id -> id >= after.accountId()).toArray();
        var binds = asked.binds(rest)
                .with("after_account_id", after.accountId())
                .with("after_arn", after.arn())
                .with("limit", limit);
        return snapshot.list(PAGE, binds, StoredEntity::of);
    }

    /** The binds account_ids and entity_ids, for {@code unnest(…) with ordinality}: positions count from 1. */
    public static Binds binds(List<StoredEntity> entities) {
        return new Binds()
                .with("account_ids", entities.stream().mapToLong(StoredEntity::accountId))
                .with("entity_ids", entities.stream().mapToLong(StoredEntity::entityId));
    }
}
