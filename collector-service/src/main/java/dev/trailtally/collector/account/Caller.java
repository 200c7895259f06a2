package dev.trailtally.collector.account;

import static java.util.Objects.requireNonNull;

/** Whose credentials the collector itself has. */
record Caller(long accountId, String partition, String arn) {

    Caller {
        ScannedAccount.check(accountId);
        requireNonNull(partition, "partition is null");
        requireNonNull(arn, "arn is null");
    }

    /** @param arn {@code arn:<partition>:sts::<account>:assumed-role/<role>/<session>} or one of {@code iam} */
    static Caller of(String accountId, String arn) {
        var parts = arn.split(":", 3);
        if (parts.length < 3 || !parts[0].equals("arn") || parts[1].isEmpty()) {
            throw new IllegalArgumentException("not an ARN: " + arn);
        }
        return new Caller(Long.parseLong(accountId), parts[1], arn);
    }
}
