package dev.trailtally.collector.account;

import java.util.List;
import java.util.Set;

/**
 * Which accounts to scan: those of the organization, those named, or the caller's alone.
 *
 * @param organization whether the organization is listed; false takes the named accounts as they are, or the caller's
 *     if none is named
 * @param organizationalUnits ids ("ou-…", "r-…") or names of OUs, each with everything below it; a name that several
 *     OUs share selects all of them; empty means the whole organization
 * @param include only these accounts; empty means all
 * @param exclude never these accounts, included or not
 */
public record AccountSelection(
        boolean organization, List<String> organizationalUnits, Set<Long> include, Set<Long> exclude) {

    private static final int MAX_ACCOUNTS = 100_000;
    private static final int MAX_UNITS = 1_000;

    public AccountSelection {
        organizationalUnits = List.copyOf(organizationalUnits);
        include = Set.copyOf(include);
        exclude = Set.copyOf(exclude);
        if (!organization && !organizationalUnits.isEmpty()) {
            throw new IllegalArgumentException(
                    "organizational units need the organization, found: " + organizationalUnits);
        }
        if (organizationalUnits.size() > MAX_UNITS) {
            throw new IllegalArgumentException(
                    "at most " + MAX_UNITS + " organizational units, found: " + organizationalUnits.size());
        }
        if (include.size() > MAX_ACCOUNTS || exclude.size() > MAX_ACCOUNTS) {
            throw new IllegalArgumentException(
                    "at most " + MAX_ACCOUNTS + " accounts, found: " + Math.max(include.size(), exclude.size()));
        }
        include.forEach(ScannedAccount::check);
        exclude.forEach(ScannedAccount::check);
    }

    /** The account of the collector's own credentials. */
    public static AccountSelection caller() {
        return new AccountSelection(false, List.of(), Set.of(), Set.of());
    }

    boolean admits(long accountId) {
        return (include.isEmpty() || include.contains(accountId)) && !exclude.contains(accountId);
    }
}
