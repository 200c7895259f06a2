package dev.trailtally.simulator.iam;

/** What IAM has reports of. */
public enum EntityType {
    USER("user", "AIDA"),
    ROLE("role", "AROA"),
    GROUP("group", "AGPA"),
    POLICY("policy", "ANPA");

    private final String resource;
    private final String idPrefix;

    EntityType(String resource, String idPrefix) {
        this.resource = resource;
        this.idPrefix = idPrefix;
    }

    /** The word in an ARN. */
    public String resource() {
        return resource;
    }

    String idPrefix() {
        return idPrefix;
    }
}
