package dev.trailtally.collector.api;

import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.LookupAttributeKey;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.rpc.RpcErrors;

/** Checks what is asked of LookupEvents, fills in defaults. */
final class LookupRequests {

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
}
