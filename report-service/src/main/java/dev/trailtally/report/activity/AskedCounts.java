package dev.trailtally.report.activity;

import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.ListActivityCountsRequest;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.rpc.RpcErrors;

/** A checked request for one breakdown. */
record AskedCounts(AskedInterval interval, Outcome outcome, Columns columns) {

    /** The rollup that a breakdown is counted from, and its columns of what is counted by what. */
    enum Columns {
        API_CALLS_BY_PRINCIPAL("principal_call", "action"),
        API_CALLS_BY_REGION("usage", "action"),
        ERROR_CODES_BY_PRINCIPAL("principal_call", "error_code"),
        SOURCE_IP_ADDRESSES_BY_PRINCIPAL("principal_origin", "source_ip"),
        USER_AGENTS_BY_PRINCIPAL("principal_origin", "user_agent"),
        SERVICE_ERROR_CODES_BY_PRINCIPAL("principal_call", "service_error_code");

        private final String rollup;
        private final String value;

        Columns(String rollup, String value) {
            this.rollup = rollup;
            this.value = value;
        }

        boolean byRegion() {
            return this == API_CALLS_BY_REGION;
        }
    }

    static AskedCounts of(ListActivityCountsRequest request) {
        return new AskedCounts(
                AskedInterval.of(request.getInterval()),
                Fields.known("outcome", request.getOutcome(), request.getOutcomeValue()),
                columns(Fields.known("breakdown", request.getBreakdown(), request.getBreakdownValue())));
    }

    private static Columns columns(ActivityBreakdown breakdown) {
        return switch (breakdown) {
            case ACTIVITY_BREAKDOWN_API_CALLS_BY_PRINCIPAL -> Columns.API_CALLS_BY_PRINCIPAL;
            case ACTIVITY_BREAKDOWN_API_CALLS_BY_REGION -> Columns.API_CALLS_BY_REGION;
            case ACTIVITY_BREAKDOWN_ERROR_CODES_BY_PRINCIPAL -> Columns.ERROR_CODES_BY_PRINCIPAL;
            case ACTIVITY_BREAKDOWN_SOURCE_IP_ADDRESSES_BY_PRINCIPAL -> Columns.SOURCE_IP_ADDRESSES_BY_PRINCIPAL;
            case ACTIVITY_BREAKDOWN_USER_AGENTS_BY_PRINCIPAL -> Columns.USER_AGENTS_BY_PRINCIPAL;
            case ACTIVITY_BREAKDOWN_SERVICE_ERROR_CODES_BY_PRINCIPAL -> Columns.SERVICE_ERROR_CODES_BY_PRINCIPAL;
            case ACTIVITY_BREAKDOWN_UNSPECIFIED, UNRECOGNIZED ->
                throw RpcErrors.invalidArgument(
                        "breakdown",
                        "ACTIVITY_BREAKDOWN_UNSPECIFIED; a breakdown is required, such as ACTIVITY_BREAKDOWN_API_CALLS_BY_PRINCIPAL");
        };
    }

    Binds binds() {
        return new Binds()
                .with("outcome", AskedActivity.counted(outcome))
                .with("rollup", columns.rollup)
                .with("value", columns.value);
    }
}
