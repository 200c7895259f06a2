package dev.trailtally.report.entity;

import dev.trailtally.report.interval.Times;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.v1.IamEntity;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of iam_entity; the times are those of its newest reports, null where there is none. */
public record StoredEntity(
        long accountId,
        long entityId,
        IamEntity message,
        @Nullable Instant serviceGeneratedAt,
        @Nullable Instant actionGeneratedAt) {

    public EntityKey key() {
        return new EntityKey(accountId, message.getArn());
    }

    static StoredEntity of(Row row) throws SQLException {
        return new StoredEntity(
                row.number("account_id"),
                row.number("entity_id"),
                message(row),
                row.timeOrNull("service_generated_at"),
                row.timeOrNull("action_generated_at"));
    }

    /** From the columns arn, entity_type, name, path, unique_id, created_at and deleted_at. */
    public static IamEntity message(Row row) throws SQLException {
        var entity = IamEntity.newBuilder()
                .setArn(row.text("arn"))
                .setEntityType(EntityTypes.of(row.text("entity_type")))
                .setName(row.text("name"))
                .setPath(row.text("path"));
        var uniqueId = row.textOrNull("unique_id");
        var created = row.timeOrNull("created_at");
        var deleted = row.timeOrNull("deleted_at");
        if (uniqueId != null) {
            entity.setUniqueId(uniqueId);
        }
        if (created != null) {
            entity.setCreateDate(Times.timestamp(created));
        }
        if (deleted != null) {
            entity.setDeletedTime(Times.timestamp(deleted));
        }
        return entity.build();
    }
}
