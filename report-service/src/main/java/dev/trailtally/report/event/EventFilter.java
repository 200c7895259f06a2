package dev.trailtally.report.event;

import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.request.AccountIds;
import dev.trailtally.report.request.AddressBlocks;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.v1.EventOrder;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.rpc.RpcErrors;
import org.jspecify.annotations.Nullable;

/** A checked request for events, before its texts are looked up. */
record EventFilter(
        @Nullable Long accountId,
        AskedInterval interval,
        ListEventsRequest texts,
        @Nullable String cidr,
        @Nullable Boolean readOnly,
        @Nullable Boolean failed,
        boolean newestFirst) {

    static EventFilter of(ListEventsRequest request) {
        if (request.getAccountId().isEmpty() && request.getAccessKeyId().isEmpty()) {
            throw RpcErrors.invalidArgument("account_id", "\"\"; an account_id or an access_key_id is required");
        }
        checkTexts(request);
        var order = Fields.known("order", request.getOrder(), request.getOrderValue());
        var outcome = Fields.known("outcome", request.getOutcome(), request.getOutcomeValue());
        return new EventFilter(
                request.getAccountId().isEmpty() ? null : AccountIds.parse("account_id", request.getAccountId()),
                AskedInterval.of(request.getInterval()),
                request,
                AddressBlocks.find("source_ip_address", request.getSourceIpAddress()),
                request.hasReadOnly() ? request.getReadOnly() : null,
                failed(outcome),
                order != EventOrder.EVENT_ORDER_OLDEST_FIRST);
    }

    private static void checkTexts(ListEventsRequest request) {
        Fields.text("access_key_id", request.getAccessKeyId());
        Fields.text("principal", request.getPrincipal());
        Fields.text("session_name", request.getSessionName());
        Fields.text("source_ip_address", request.getSourceIpAddress());
        Fields.text("service", request.getService());
        Fields.text("event_name", request.getEventName());
        Fields.text("error_code", request.getErrorCode());
        Fields.text("region", request.getRegion());
    }

    private static @Nullable Boolean failed(Outcome outcome) {
        return switch (outcome) {
            case OUTCOME_UNSPECIFIED, OUTCOME_ALL, UNRECOGNIZED -> null;
            case OUTCOME_SUCCESSFUL -> false;
            case OUTCOME_FAILED -> true;
        };
    }
}
