package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.EntityType;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a type of entities to list in each account, such as users. */
final class EntityTypeConverter implements ITypeConverter<EntityType> {

    @Override
    public EntityType convert(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "users" -> EntityType.ENTITY_TYPE_USER;
            case "roles" -> EntityType.ENTITY_TYPE_ROLE;
            case "groups" -> EntityType.ENTITY_TYPE_GROUP;
            case "policies" -> EntityType.ENTITY_TYPE_CUSTOMER_MANAGED_POLICY;
            case "aws-policies" -> EntityType.ENTITY_TYPE_AWS_MANAGED_POLICY;
            default ->
                throw new TypeConversionException(
                        "'" + text + "' is not a type; use one of users, roles, groups, policies, aws-policies");
        };
    }
}
