package dev.trailtally.collector.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user, role, group or managed policy as IAM lists it, or an entity of the organization.
 *
 * @param arn or an entity path, and behind a # the service control policy
 * @param uniqueId null of an entity of the organization, as is {@code createdAt}
 * @param passwordLastUsed of users: null if there is none or it was not used
 * @param attachmentCount of policies
 */
public record IamEntity(
        String arn,
        Type type,
        String name,
        String path,
        @Nullable String uniqueId,
        @Nullable Instant createdAt,
        @Nullable Instant passwordLastUsed,
        @Nullable Integer attachmentCount) {

    public IamEntity {
        requireNonNull(arn, "arn is null");
        requireNonNull(type, "type is null");
        requireNonNull(name, "name is null");
        requireNonNull(path, "path is null");
    }

    /** The column entity_type. */
    public enum Type {
        USER("user"),
        ROLE("role"),
        GROUP("group"),
        CUSTOMER_MANAGED_POLICY("customer_managed_policy"),
        AWS_MANAGED_POLICY("aws_managed_policy"),
        ORGANIZATIONS_ENTITY("organizations_entity");

        private final String column;

        Type(String column) {
            this.column = column;
        }

        public String column() {
            return column;
        }

        static Type of(String column) {
            for (var type : values()) {
                if (type.column.equals(column)) {
                    return type;
                }
            }
            throw new IllegalArgumentException("unknown type of entity: " + column);
        }
    }
}
