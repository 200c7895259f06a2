package dev.trailtally.report.chart;

import dev.trailtally.report.request.Fields;
import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.report.v1.PrincipalActivity;
import dev.trailtally.report.v1.TopCounts;
import dev.trailtally.rpc.RpcErrors;
import java.util.List;

/** What is counted by what, in words. */
enum Breakdown {
    API_CALLS(ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_PRINCIPAL, "API calls", "action"),
    REGION_API_CALLS(ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_REGION, "API calls", "action"),
    ERROR_CODES(ActivityBreakdown.ACTIVITY_BREAKDOWN_ERROR_CODES_BY_PRINCIPAL, "Error codes", "error code"),
    SERVICE_ERROR_CODES(
            ActivityBreakdown.ACTIVITY_BREAKDOWN_SERVICE_ERROR_CODES_BY_PRINCIPAL,
            "Error codes of services",
            "error code of a service"),
    SOURCE_IP_ADDRESSES(
            ActivityBreakdown.ACTIVITY_BREAKDOWN_SOURCE_IP_ADDRESSES_BY_PRINCIPAL,
            "Source IP addresses",
            "source IP address"),
    USER_AGENTS(ActivityBreakdown.ACTIVITY_BREAKDOWN_USER_AGENTS_BY_PRINCIPAL, "User agents", "user agent");

    /** The familiar ones, which an account is drawn with; error codes of services stand in for error codes on request. */
    static final List<Breakdown> OF_ACCOUNTS =
            List.of(API_CALLS, REGION_API_CALLS, ERROR_CODES, SOURCE_IP_ADDRESSES, USER_AGENTS);

    static final List<Breakdown> OF_PRINCIPALS = List.of(API_CALLS, ERROR_CODES, SOURCE_IP_ADDRESSES, USER_AGENTS);

    private final ActivityBreakdown contract;
    private final String title;
    private final String noun;

    Breakdown(ActivityBreakdown contract, String title, String noun) {
        this.contract = contract;
        this.title = title;
        this.noun = noun;
    }

    /** Checks the field "breakdown" of a request. */
    static Breakdown of(ActivityBreakdown asked, int number) {
        var known = Fields.known("breakdown", asked, number);
        for (var breakdown : values()) {
            if (breakdown.contract == known) {
                return breakdown;
            }
        }
        throw RpcErrors.invalidArgument(
                "breakdown",
                "%s; allowed are %s"
                        .formatted(
                                known,
                                List.of(values()).stream()
                                        .map(Breakdown::contract)
                                        .toList()));
    }

    ActivityBreakdown contract() {
        return contract;
    }

    boolean isOfRegions() {
        return this == REGION_API_CALLS;
    }

    boolean isOfErrors() {
        return this == ERROR_CODES || this == SERVICE_ERROR_CODES;
    }

    /** The noun for a value, such as "error code". */
    String noun() {
        return noun;
    }

    /** The noun for a row. */
    String rowNoun() {
        return isOfRegions() ? "region" : "principal";
    }

    String title() {
        return title + " by " + rowNoun();
    }

    String titleOf(String name) {
        return title + (isOfRegions() ? " in " : " of ") + name;
    }

    /** Only failed events have error codes, so that most of them first means most failed events first. */
    Outcome counted(Outcome outcome) {
        return isOfErrors() && outcome != Outcome.OUTCOME_SUCCESSFUL ? Outcome.OUTCOME_FAILED : outcome;
    }

    TopCounts counts(PrincipalActivity principal) {
        return switch (this) {
            case API_CALLS, REGION_API_CALLS -> principal.getApiCalls();
            case ERROR_CODES -> principal.getErrorCodes();
            case SERVICE_ERROR_CODES -> principal.getServiceErrorCodes();
            case SOURCE_IP_ADDRESSES -> principal.getSourceIpAddresses();
            case USER_AGENTS -> principal.getUserAgents();
        };
    }
}
