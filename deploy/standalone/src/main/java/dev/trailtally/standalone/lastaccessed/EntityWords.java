package dev.trailtally.standalone.lastaccessed;

import dev.trailtally.report.v1.AccessState;
import dev.trailtally.report.v1.GrantingPolicy;
import dev.trailtally.report.v1.IamEntity;
import dev.trailtally.report.v1.IamEntityType;
import dev.trailtally.standalone.summary.Format;
import java.util.List;
import java.util.Locale;

/** Names of entities, their policies and their access states for people. */
final class EntityWords {

    private EntityWords() {}

    static String type(IamEntityType type) {
        return switch (type) {
            case IAM_ENTITY_TYPE_USER -> "user";
            case IAM_ENTITY_TYPE_ROLE -> "role";
            case IAM_ENTITY_TYPE_GROUP -> "group";
            case IAM_ENTITY_TYPE_CUSTOMER_MANAGED_POLICY -> "policy";
            case IAM_ENTITY_TYPE_AWS_MANAGED_POLICY -> "aws policy";
            case IAM_ENTITY_TYPE_ORGANIZATIONS_ENTITY -> "organization";
            case IAM_ENTITY_TYPE_UNSPECIFIED, UNRECOGNIZED -> "entity";
        };
    }

    /** Its name, after its path if it has one. */
    static String name(IamEntity entity) {
        if (entity.getName().isEmpty()
                || entity.getEntityType() == IamEntityType.IAM_ENTITY_TYPE_ORGANIZATIONS_ENTITY) {
            return entity.getArn();
        }
        return entity.getPath().length() > 1 ? entity.getPath().substring(1) + entity.getName() : entity.getName();
    }

    /** The state of a service or action that is not accessed. */
    static String state(AccessState state) {
        return switch (state) {
            case ACCESS_STATE_ACCESSED -> "accessed";
            case ACCESS_STATE_NEVER_ACCESSED -> "never";
            case ACCESS_STATE_NOT_ALLOWED -> "not allowed";
            case ACCESS_STATE_NOT_TRACKED -> "not tracked";
            case ACCESS_STATE_NOT_EVALUATED -> "not evaluated";
            case ACCESS_STATE_UNSPECIFIED, UNRECOGNIZED -> "not said";
        };
    }

    /** The policy's name; for an inline policy also its entity, if that is another one. */
    static String policy(GrantingPolicy policy, IamEntity of) {
        if (policy.getEntityName().isEmpty()) {
            return policy.getPolicyName();
        }
        var own = policy.getEntityName().equals(of.getName());
        return policy.getPolicyName() + " (inline"
                + (own ? "" : ", " + policy.getEntityType().toLowerCase(Locale.ROOT) + " " + policy.getEntityName())
                + ")";
    }

    /** The first few, and how many more there are. */
    static String some(List<String> names, int shown) {
        var first = String.join(", ", names.subList(0, Math.min(shown, names.size())));
        return names.size() <= shown ? first : first + ", +" + Format.number(names.size() - shown);
    }
}
