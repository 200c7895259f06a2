package dev.trailtally.report.entity;

import dev.trailtally.report.v1.IamEntityType;
import java.util.Locale;

/** Types of entities: the contract's values, and the tables' words for them. */
public final class EntityTypes {

    private static final String PREFIX = "IAM_ENTITY_TYPE_";

    private EntityTypes() {}

    public static String word(IamEntityType type) {
        return type.name().substring(PREFIX.length()).toLowerCase(Locale.ROOT);
    }

    public static IamEntityType of(String word) {
        return IamEntityType.valueOf(PREFIX + word.toUpperCase(Locale.ROOT));
    }
}
