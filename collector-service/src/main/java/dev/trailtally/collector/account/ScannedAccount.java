package dev.trailtally.collector.account;

import dev.trailtally.rpc.AccountIds;
import org.jspecify.annotations.Nullable;

/**
 * An account to scan.
 *
 * @param name null if no listing gave one
 */
public record ScannedAccount(long accountId, @Nullable String name) {

    private static final long MAX_ID = 999_999_999_999L;

    public ScannedAccount {
        check(accountId);
    }

    /** The twelve digits. */
    public static String digits(long accountId) {
        return AccountIds.format(accountId);
    }

    static long check(long accountId) {
        if (accountId < 0 || accountId > MAX_ID) {
            throw new IllegalArgumentException("an account id has twelve digits, found: " + accountId);
        }
        return accountId;
    }
}
