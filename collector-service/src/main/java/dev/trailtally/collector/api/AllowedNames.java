package dev.trailtally.collector.api;

import dev.trailtally.rpc.AccountIds;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names that a setting allows requests to use; "*" stands for any run of characters. */
record AllowedNames(List<String> names) {

    private static final String ROLE = ":role/";
    private static final int ACCOUNT_OF_ARN = 4;

    AllowedNames {
        names = List.copyOf(names);
    }

    boolean admits(String name) {
        return names.stream().anyMatch(allowed -> matches(allowed, name));
    }

    /**
     * Whether it allows to assume a role, by its name or by an ARN. An ARN with an account allows the role only in scans that
     * name their accounts, and no other than that.
     *
     * @param accountIds empty if they are not known before the scan
     */
    boolean admitsRole(String role, Set<Long> accountIds) {
        return names.stream().anyMatch(allowed -> matchesRole(allowed, role, accountIds));
    }

    private static boolean matchesRole(String allowed, String role, Set<Long> accountIds) {
        int at = allowed.indexOf(ROLE);
        if (!allowed.startsWith("arn:") || at < 0) {
            return matches(allowed, role);
        }
        var parts = allowed.substring(0, at).split(":", -1);
        var account = parts.length > ACCOUNT_OF_ARN ? parts[ACCOUNT_OF_ARN] : "";
        return isIn(account, accountIds) && matches(allowed.substring(at + ROLE.length()), role);
    }

    private static boolean isIn(String account, Set<Long> accountIds) {
        return account.equals("*")
                || (!accountIds.isEmpty()
                        && accountIds.stream().allMatch(id -> matches(account, AccountIds.format(id))));
    }

    private static boolean matches(String allowed, String name) {
        var pattern =
                Arrays.stream(allowed.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(pattern, Pattern.DOTALL).matcher(name).matches();
    }
}
