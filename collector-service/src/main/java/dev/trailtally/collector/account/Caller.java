package dev.trailtally.collector.account;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/** The identity of the collector's own credentials. */
public record Caller(long accountId, String partition, String arn) {

    private static final Pattern SESSION =
            Pattern.compile("arn:([^:]+):sts::([0-9]{12}):assumed-role/([^/]+)/.+", Pattern.DOTALL);

    public Caller {
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

    /** The same for all sessions of a role: the ARN of the role without its path, which a session does not name. */
    public String principalArn() {
        var session = SESSION.matcher(arn);
        return session.matches()
                ? "arn:%s:iam::%s:role/%s".formatted(session.group(1), session.group(2), session.group(3))
                : arn;
    }
}
