package dev.trailtally.benchmarks.logs;

/** The userIdentity types, by how many principals of an account have them. */
enum CallerType {
    ASSUMED_ROLE(62),
    AWS_SERVICE(13),
    IAM_USER(12),
    WEB_IDENTITY(4),
    SAML(3),
    IDENTITY_CENTER(2),
    AWS_ACCOUNT(2),
    FEDERATED(1),
    ROOT(1);

    private static final Weights SHARES = Weights.of(values().length, i -> values()[i].share);

    private final int share;

    CallerType(int share) {
        this.share = share;
    }

    /** The type of the principal at a quantile of an account's principals. */
    static CallerType at(double quantile) {
        return values()[SHARES.indexAt(quantile)];
    }
}
