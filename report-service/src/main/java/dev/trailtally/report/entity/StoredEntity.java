package dev.trailtally.report.entity;

import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.v1.IamEntity;
import dev.trailtally.report.v1.IamEntityType;
import dev.trailtally.rpc.OptionalFields;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of iam_entity; the times are those of its newest reports and listing of policies, null if there is none. */
public record StoredEntity(
        long accountId,
        long entityId,
        IamEntity message,
        @Nullable Instant serviceGeneratedAt,
        @Nullable Instant actionGeneratedAt,
        @Nullable Instant grantingListedAt,
        @Nullable Instant accessorsGeneratedAt) {

    private static final char BEFORE_POLICY = '#';

    public EntityKey key() {
        return new EntityKey(accountId, message.getArn());
    }

    static StoredEntity of(Row row) throws SQLException {
        return new StoredEntity(
                row.number("account_id"),
                row.number("entity_id"),
                message(row),
                row.timeOrNull("service_generated_at"),
                row.timeOrNull("action_generated_at"),
                row.timeOrNull("granting_listed_at"),
                row.timeOrNull("accessors_generated_at"));
    }

    /** From the columns arn, entity_type, name, path, unique_id, created_at and deleted_at. */
    public static IamEntity message(Row row) throws SQLException {
        var arn = row.text("arn");
        var type = EntityTypes.of(row.text("entity_type"));
        var entity = IamEntity.newBuilder()
                .setArn(arn)
                .setEntityType(type)
                .setName(row.text("name"))
                .setPath(row.text("path"));
        OptionalFields.set(row.textOrNull("unique_id"), entity::setUniqueId);
        OptionalFields.setTime(row.timeOrNull("created_at"), entity::setCreateDate);
        OptionalFields.setTime(row.timeOrNull("deleted_at"), entity::setDeletedTime);
        if (type == IamEntityType.IAM_ENTITY_TYPE_ORGANIZATIONS_ENTITY && arn.indexOf(BEFORE_POLICY) >= 0) {
            entity.setOrganizationsPolicyId(arn.substring(arn.indexOf(BEFORE_POLICY) + 1));
        }
        return entity.build();
    }
}
