package dev.trailtally.benchmarks.logs;

/** The userIdentity types, by how many principals of an account have them. */
enum CallerType {
    ASSUMED_ROLE("AssumedRole", 62),
    AWS_SERVICE("AWSService", 13),
    IAM_USER("IAMUser", 12),
    WEB_IDENTITY("WebIdentityUser", 4),
    SAML("SAMLUser", 3),
    IDENTITY_CENTER("IdentityCenterUser", 2),
    AWS_ACCOUNT("AWSAccount", 2),
    FEDERATED("FederatedUser", 1),
    ROOT("Root", 1);

    private static final Weights SHARES = Weights.of(values().length, i -> values()[i].share);

    private final String json;
    private final int share;

    CallerType(String json, int share) {
        this.json = json;
        this.share = share;
    }

    /** The value of userIdentity.type. */
    String json() {
        return json;
    }

    /** The type of the principal at a quantile of an account's principals. */
    static CallerType at(double quantile) {
        return values()[SHARES.indexAt(quantile)];
    }
}
