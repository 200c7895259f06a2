package dev.trailtally.standalone.activity;

import dev.trailtally.report.v1.ActivityBreakdown;
import java.util.List;
import java.util.Locale;

/** The five breakdowns by their names in files. */
public final class Breakdowns {

    /** The first one has every principal. */
    static final List<ActivityBreakdown> ALL = List.of(
            ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_PRINCIPAL,
            ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_REGION,
            ActivityBreakdown.ACTIVITY_BREAKDOWN_SERVICE_ERROR_CODES_BY_PRINCIPAL,
            ActivityBreakdown.ACTIVITY_BREAKDOWN_SOURCE_IP_ADDRESSES_BY_PRINCIPAL,
            ActivityBreakdown.ACTIVITY_BREAKDOWN_USER_AGENTS_BY_PRINCIPAL);

    private Breakdowns() {}

    /** Such as api_calls_by_principal. */
    public static String name(ActivityBreakdown breakdown) {
        return breakdown
                .name()
                .replace("ACTIVITY_BREAKDOWN_", "")
                .toLowerCase(Locale.ROOT)
                .replace("service_error_codes", "error_codes")
                .replace("source_ip_addresses", "ip_addresses");
    }
}
