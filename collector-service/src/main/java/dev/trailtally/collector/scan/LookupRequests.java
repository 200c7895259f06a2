package dev.trailtally.collector.scan;

import com.google.protobuf.Duration;
import dev.trailtally.collector.account.AccountSelection;
import dev.trailtally.collector.account.AssumedRole;
import dev.trailtally.collector.account.RegionSource;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.LookupAttributeKey;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.rpc.RpcErrors;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what is asked of LookupEvents, fills in defaults, and says it in the words of package account. */
public final class LookupRequests {

    private static final int MAX_ORGANIZATIONAL_UNITS = 1_000;
    private static final int MAX_EXCLUDED = 10_000;
    private static final int MAX_NAME = 128;
    private static final int MAX_VALUE = 2_000;
    private static final long MIN_DEADLINE = 60;
    private static final long MAX_DEADLINE = 7 * 86_400;
    private static final long DEFAULT_DEADLINE = 7 * 86_400;
    private static final long DEFAULT_SESSION = 3_600;
    private static final String DEFAULT_SESSION_NAME = "trailtally";

    private LookupRequests() {}

    /** The source with all defaults filled in. */
    static LookupSource checked(CreateScanRequest request) {
        var lookup = request.getSource().getLookup().toBuilder();
        if (!lookup.hasUnitDeadline()) {
            lookup.setUnitDeadline(Duration.newBuilder().setSeconds(DEFAULT_DEADLINE));
        }
        long deadline = lookup.getUnitDeadline().getSeconds();
        if (deadline < MIN_DEADLINE || deadline > MAX_DEADLINE) {
            throw RpcErrors.invalidArgument(
                    "source.lookup.unit_deadline", "must be 1 minute to 7 days, found " + deadline + " s");
        }
        checkOrganization(lookup);
        checkAttribute(lookup);
        if (lookup.hasRole()) {
            var role = lookup.getRoleBuilder();
            if (role.getSessionName().isEmpty()) {
                role.setSessionName(DEFAULT_SESSION_NAME);
            }
            if (!role.hasSessionDuration()) {
                role.setSessionDuration(Duration.newBuilder().setSeconds(DEFAULT_SESSION));
            }
        }
        return checkedRole(lookup.build());
    }

    private static void checkOrganization(LookupSource.Builder lookup) {
        var organization = lookup.getOrganization();
        if (organization.getOrganizationalUnitsCount() > MAX_ORGANIZATIONAL_UNITS) {
            throw RpcErrors.invalidArgument(
                    "source.lookup.organization.organizational_units",
                    "must be at most " + MAX_ORGANIZATIONAL_UNITS + ", found "
                            + organization.getOrganizationalUnitsCount());
        }
        for (int i = 0; i < organization.getOrganizationalUnitsCount(); i++) {
            var unit = organization.getOrganizationalUnits(i);
            if (unit.isBlank() || unit.length() > MAX_NAME) {
                throw RpcErrors.invalidArgument(
                        "source.lookup.organization.organizational_units[" + i + "]",
                        "must be an id or a name of at most " + MAX_NAME + " characters");
            }
        }
        if (organization.getExcludeAccountIdsCount() > MAX_EXCLUDED) {
            throw RpcErrors.invalidArgument(
                    "source.lookup.organization.exclude_account_ids",
                    "must be at most " + MAX_EXCLUDED + ", found " + organization.getExcludeAccountIdsCount());
        }
        for (int i = 0; i < organization.getExcludeAccountIdsCount(); i++) {
            ScanRequests.accountId(
                    "source.lookup.organization.exclude_account_ids[" + i + "]", organization.getExcludeAccountIds(i));
        }
    }

    private static void checkAttribute(LookupSource.Builder lookup) {
        if (!lookup.hasAttribute()) {
            return;
        }
        var key = lookup.getAttribute().getKey();
        if (key == LookupAttributeKey.LOOKUP_ATTRIBUTE_KEY_UNSPECIFIED || key == LookupAttributeKey.UNRECOGNIZED) {
            throw RpcErrors.invalidArgument("source.lookup.attribute.key", "is required");
        }
        int length = lookup.getAttribute().getValue().length();
        if (length < 1 || length > MAX_VALUE) {
            throw RpcErrors.invalidArgument(
                    "source.lookup.attribute.value", "must have 1 to " + MAX_VALUE + " characters, found " + length);
        }
    }

    private static LookupSource checkedRole(LookupSource lookup) {
        try {
            role(lookup);
            return lookup;
        } catch (IllegalArgumentException e) {
            throw RpcErrors.invalidArgument("source.lookup.role", String.valueOf(e.getMessage()));
        }
    }

    /** The role to assume; null where only the caller's own account is read. */
    public static @Nullable AssumedRole role(LookupSource lookup) {
        if (!lookup.hasRole()) {
            return null;
        }
        var role = lookup.getRole();
        return new AssumedRole(
                role.getRoleName(),
                role.getExternalId().isEmpty() ? null : role.getExternalId(),
                role.getSessionName(),
                java.time.Duration.ofSeconds(role.getSessionDuration().getSeconds()));
    }

    static AccountSelection selection(LookupSource lookup, ScanFilter filter) {
        var excluded = new HashSet<Long>();
        lookup.getOrganization().getExcludeAccountIdsList().forEach(id -> excluded.add(Long.valueOf(id)));
        return new AccountSelection(
                lookup.hasOrganization(),
                lookup.getOrganization().getOrganizationalUnitsList(),
                filter.accountIds(),
                Set.copyOf(excluded));
    }

    static RegionSource regionSource(LookupSource lookup) {
        return switch (lookup.getRegionSource()) {
            case REGION_SOURCE_UNSPECIFIED, REGION_SOURCE_EC2, UNRECOGNIZED -> RegionSource.EC2;
            case REGION_SOURCE_ACCOUNT -> RegionSource.ACCOUNT;
        };
    }

    /** The interval asked for is older than LookupEvents knows, or has not begun. */
    static SourceException nothingLeft() {
        return new SourceException(
                "NO_HISTORY",
                "LookupEvents knows the last 90 days, and the scan's interval has nothing in common with them",
                "Ask for a later interval, or read older events from a trail's log files.");
    }

    static SourceException noRegions() {
        return new SourceException(
                "NO_REGIONS",
                "the account has no enabled region",
                "Name the regions in the scan, or check with the account's administrator.");
    }
}
