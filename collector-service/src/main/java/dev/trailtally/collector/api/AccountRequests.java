package dev.trailtally.collector.api;

import com.google.protobuf.Duration;
import dev.trailtally.collector.scan.RequestedRole;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.RpcErrors;

/** Checks which accounts are requested and how they are accessed, and converts that to types of package account. */
final class AccountRequests {

    private static final int MAX_ORGANIZATIONAL_UNITS = 1_000;
    private static final int MAX_NAME = 128;
    private static final long DEFAULT_SESSION = 3_600;
    private static final String DEFAULT_SESSION_NAME = "trailtally";

    private AccountRequests() {}

    /** @param source the field that the accounts are in, such as "source.lookup" */
    static void check(String source, OrganizationAccounts organization) {
        var field = source + ".organization";
        if (organization.getOrganizationalUnitsCount() > MAX_ORGANIZATIONAL_UNITS) {
            throw RpcErrors.invalidArgument(
                    field + ".organizational_units",
                    "must be at most " + MAX_ORGANIZATIONAL_UNITS + ", found "
                            + organization.getOrganizationalUnitsCount());
        }
        for (int i = 0; i < organization.getOrganizationalUnitsCount(); i++) {
            var unit = organization.getOrganizationalUnits(i);
            if (unit.isBlank() || unit.length() > MAX_NAME || unit.indexOf('\0') >= 0) {
                throw RpcErrors.invalidArgument(
                        field + ".organizational_units[" + i + "]",
                        "must be an id or a name of 1 to " + MAX_NAME + " characters, found \"" + unit + "\"");
            }
        }
        AccountIds.parse(field + ".exclude_account_ids", organization.getExcludeAccountIdsList());
    }

    /** The role with its defaults filled in. */
    static dev.trailtally.collector.v1.AssumedRole checked(
            String source, dev.trailtally.collector.v1.AssumedRole asked) {
        var role = asked.toBuilder();
        if (role.getSessionName().isEmpty()) {
            role.setSessionName(DEFAULT_SESSION_NAME);
        }
        if (!role.hasSessionDuration()) {
            role.setSessionDuration(Duration.newBuilder().setSeconds(DEFAULT_SESSION));
        }
        try {
            RequestedRole.of(role.build());
        } catch (IllegalArgumentException e) {
            throw RpcErrors.invalidArgument(source + ".role", String.valueOf(e.getMessage()));
        }
        return role.build();
    }

    static String shown(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    /** Whole seconds from {@code min} to {@code max}; the default if it is absent. */
    static Duration seconds(String field, boolean given, Duration asked, Limits limits) {
        var duration = given
                ? asked
                : Duration.newBuilder().setSeconds(limits.byDefault()).build();
        checkWhole(field, duration);
        if (duration.getSeconds() < limits.min() || duration.getSeconds() > limits.max()) {
            throw RpcErrors.invalidArgument(
                    field, "must be " + limits.words() + ", found " + duration.getSeconds() + " s");
        }
        return duration;
    }

    static void checkWhole(String field, Duration duration) {
        if (duration.getNanos() != 0) {
            throw RpcErrors.invalidArgument(
                    field,
                    "must be whole seconds, found %d s and %d ns"
                            .formatted(duration.getSeconds(), duration.getNanos()));
        }
    }

    /** Fails if this version of the contract does not know the value. */
    static void checkKnown(String field, Enum<?> value, int number) {
        if (value.name().equals("UNRECOGNIZED")) {
            throw RpcErrors.invalidArgument(field, "must be a value of the enum, found " + number);
        }
    }

    /** Of a duration, in seconds. */
    record Limits(long min, long max, long byDefault, String words) {}
}
