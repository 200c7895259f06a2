package dev.trailtally.collector.scan;

import dev.trailtally.collector.account.AssumedRole;
import dev.trailtally.collector.account.RegionSource;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.LookupAttributeKey;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.rpc.RpcErrors;
import org.jspecify.annotations.Nullable;

/** Checks what is asked of LookupEvents, fills in defaults, and converts it to types of package account. */
public final class LookupRequests {

    private static final String FIELD = "source.lookup";
    private static final int MAX_VALUE = 2_000;
    private static final AccountRequests.Limits DEADLINE =
            new AccountRequests.Limits(60, 7 * 86_400, 7 * 86_400, "1 minute to 7 days");

    private LookupRequests() {}

    /** The source with all defaults filled in. */
    static LookupSource checked(CreateScanRequest request) {
        var lookup = request.getSource().getLookup().toBuilder();
        lookup.setUnitDeadline(AccountRequests.seconds(
                FIELD + ".unit_deadline", lookup.hasUnitDeadline(), lookup.getUnitDeadline(), DEADLINE));
        AccountRequests.check(FIELD, lookup.getOrganization());
        AccountRequests.checkKnown(FIELD + ".region_source", lookup.getRegionSource(), lookup.getRegionSourceValue());
        checkAttribute(lookup);
        if (lookup.hasRole()) {
            lookup.setRole(AccountRequests.checked(FIELD, lookup.getRole()));
        }
        return lookup.build();
    }

    private static void checkAttribute(LookupSource.Builder lookup) {
        if (!lookup.hasAttribute()) {
            return;
        }
        var key = lookup.getAttribute().getKey();
        AccountRequests.checkKnown(
                "source.lookup.attribute.key", key, lookup.getAttribute().getKeyValue());
        if (key == LookupAttributeKey.LOOKUP_ATTRIBUTE_KEY_UNSPECIFIED) {
            throw RpcErrors.invalidArgument("source.lookup.attribute.key", "is required");
        }
        int length = lookup.getAttribute().getValue().length();
        if (length < 1 || length > MAX_VALUE || lookup.getAttribute().getValue().indexOf('\0') >= 0) {
            throw RpcErrors.invalidArgument(
                    "source.lookup.attribute.value",
                    "must have 1 to " + MAX_VALUE + " characters and no NUL, found " + length);
        }
    }

    /** The role to assume; null if only the caller's own account is read. */
    public static @Nullable AssumedRole role(LookupSource lookup) {
        return lookup.hasRole() ? AccountRequests.role(lookup.getRole()) : null;
    }

    static RegionSource regionSource(LookupSource lookup) {
        return switch (lookup.getRegionSource()) {
            case REGION_SOURCE_UNSPECIFIED, REGION_SOURCE_EC2, UNRECOGNIZED -> RegionSource.EC2;
            case REGION_SOURCE_ACCOUNT -> RegionSource.ACCOUNT;
        };
    }

    /** The requested interval is older than LookupEvents knows, or has not begun. */
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
