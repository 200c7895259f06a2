package dev.trailtally.report.activity;

import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.bucket.Family;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Dictionary;
import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.ListActivityCountsRequest;
import dev.trailtally.rpc.RpcErrors;

/** A checked request for one breakdown. */
record AskedCounts(AskedInterval interval, Outcomes outcome, Columns columns, CountedCategories categories) {

    /** Which reference of the family's key is counted. */
    enum Value {
        SECOND,
        THIRD
    }

    /** The rollup that the breakdown of this name is counted from, and its columns of what is counted by what. */
    enum Columns {
        API_CALLS_BY_PRINCIPAL(Family.PRINCIPAL_CALL, Dictionary.ACTION, Value.SECOND),
        API_CALLS_BY_REGION(Family.USAGE, Dictionary.ACTION, Value.SECOND),
        ERROR_CODES_BY_PRINCIPAL(Family.PRINCIPAL_CALL, Dictionary.ERROR_CODE, Value.THIRD),
        SOURCE_IP_ADDRESSES_BY_PRINCIPAL(Family.PRINCIPAL_ORIGIN, Dictionary.SOURCE_IP, Value.SECOND),
        USER_AGENTS_BY_PRINCIPAL(Family.PRINCIPAL_ORIGIN, Dictionary.USER_AGENT, Value.THIRD),
        SERVICE_ERROR_CODES_BY_PRINCIPAL(Family.PRINCIPAL_CALL, Dictionary.ERROR_CODE, Value.THIRD);

        private final Family family;
        private final Dictionary values;
        private final Value value;

        Columns(Family family, Dictionary values, Value value) {
            this.family = family;
            this.values = values;
            this.value = value;
        }

        Family family() {
            return family;
        }

        Dictionary ownerTexts() {
            return byRegion() ? Dictionary.REGION : Dictionary.PRINCIPAL;
        }

        Dictionary valueTexts() {
            return values;
        }

        Value value() {
            return value;
        }

        boolean byRegion() {
            return this == API_CALLS_BY_REGION;
        }

        boolean byService() {
            return this == SERVICE_ERROR_CODES_BY_PRINCIPAL;
        }

        /** Whether a value joins two texts, so that different ones can have the same text. */
        boolean joinsTexts() {
            return values == Dictionary.ACTION || byService();
        }

        /** Whether events without an error code are left out. */
        boolean isOfErrors() {
            return values == Dictionary.ERROR_CODE;
        }
    }

    static AskedCounts of(ListActivityCountsRequest request) {
        return new AskedCounts(
                AskedInterval.of(request.getInterval()),
                Outcomes.of(Fields.known("outcome", request.getOutcome(), request.getOutcomeValue())),
                columns(Fields.known("breakdown", request.getBreakdown(), request.getBreakdownValue())),
                CountedCategories.of(request.getCategoriesList(), request.getCategoriesValueList()));
    }

    private static Columns columns(ActivityBreakdown breakdown) {
        if (breakdown == ActivityBreakdown.ACTIVITY_BREAKDOWN_UNSPECIFIED) {
            throw RpcErrors.invalidArgument(
                    "breakdown",
                    "ACTIVITY_BREAKDOWN_UNSPECIFIED; a breakdown is required, such as ACTIVITY_BREAKDOWN_API_CALLS_BY_PRINCIPAL");
        }
        return Columns.valueOf(breakdown.name().substring("ACTIVITY_BREAKDOWN_".length()));
    }
}
