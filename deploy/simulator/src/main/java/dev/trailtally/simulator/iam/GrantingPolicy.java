package dev.trailtally.simulator.iam;

import org.jspecify.annotations.Nullable;

/**
 * A policy that grants access to a service.
 *
 * @param arn of a managed policy, null for an inline one
 * @param holderType of an inline policy, null for a managed one, as is holderName
 */
public record GrantingPolicy(
        String name,
        @Nullable String arn,
        @Nullable EntityType holderType,
        @Nullable String holderName) {

    public GrantingPolicy {
        if ((arn == null) == (holderType == null) || (holderType == null) != (holderName == null)) {
            throw new IllegalArgumentException("neither a managed policy nor an inline one: " + name);
        }
    }

    public static GrantingPolicy managed(String arn) {
        return new GrantingPolicy(arn.substring(arn.lastIndexOf('/') + 1), arn, null, null);
    }

    public static GrantingPolicy inline(String name, EntityType holderType, String holderName) {
        return new GrantingPolicy(name, null, holderType, holderName);
    }

    public boolean isManaged() {
        return arn != null;
    }
}
