package dev.trailtally.server.caller;

import dev.trailtally.authorization.v1.Role;
import dev.trailtally.rpc.AccountIds;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a claim or the mapping file allows. */
record Grant(Role role, Accounts accounts) {

    private static final int MAX_ACCOUNTS = 10_000;
    private static final Pattern UNIT = Pattern.compile("ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32}");

    /** The highest of the roles in a name or a list of names, which may also be names of other programs' roles. */
    static Role role(@Nullable Object names) {
        var highest = Role.ROLE_UNSPECIFIED;
        for (var name : values(names)) {
            var role = switch (name) {
                case "reader" -> Role.ROLE_READER;
                case "operator" -> Role.ROLE_OPERATOR;
                case "admin" -> Role.ROLE_ADMIN;
                default -> Role.ROLE_UNSPECIFIED;
            };
            highest = role.getNumber() > highest.getNumber() ? role : highest;
        }
        return highest;
    }

    /**
     * The accounts of an id or a list of ids; without any, no accounts.
     *
     * @throws IllegalArgumentException if one is no account, organizational unit, root or "*"
     */
    static Accounts accounts(@Nullable Object named) {
        var ids = new HashSet<String>();
        var units = new HashSet<String>();
        var all = false;
        for (var name : values(named)) {
            if (name.equals("*")) {
                all = true;
            } else if (UNIT.matcher(name).matches()) {
                units.add(name);
            } else if (AccountIds.isValid(name)) {
                ids.add(name);
            } else {
                throw new IllegalArgumentException(
                        "accounts must be quoted account ids, ids of organizational units or roots, or \"*\"; one is "
                                + name);
            }
        }
        return all ? Accounts.ALL : new Accounts(false, ids, units);
    }

    private static List<String> values(@Nullable Object named) {
        var values = named == null ? List.of() : named instanceof Collection<?> many ? many : List.of(named);
        if (values.size() > MAX_ACCOUNTS) {
            throw new IllegalArgumentException("more than " + MAX_ACCOUNTS + " accounts");
        }
        // A number would have lost its leading zeros, or been read as octal.
        return values.stream()
                .map(value -> value instanceof String text ? text : "a " + (value == null ? "null" : "number or map"))
                .toList();
    }
}
