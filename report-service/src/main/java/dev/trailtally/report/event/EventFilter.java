package dev.trailtally.report.event;

import dev.trailtally.report.account.Categories;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.request.AddressBlocks;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.request.NamePattern;
import dev.trailtally.report.v1.EventOrder;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.RpcErrors;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A checked request for events, before its texts are looked up. */
record EventFilter(
        @Nullable Long accountId,
        AskedInterval interval,
        ListEventsRequest texts,
        @Nullable String cidr,
        @Nullable Boolean readOnly,
        @Nullable Boolean failed,
        @Nullable List<Long> categories,
        boolean newestFirst) {

    static EventFilter of(ListEventsRequest request) {
        if (request.getAccountId().isEmpty() && request.getAccessKeyId().isEmpty()) {
            throw RpcErrors.invalidArgument("account_id", "\"\"; an account_id or an access_key_id is required");
        }
        return checked(request);
    }

    /** For no account yet. */
    static EventFilter of(StreamEventsRequest request) {
        var texts = ListEventsRequest.newBuilder()
                .setInterval(request.getInterval())
                .setAccessKeyId(request.getAccessKeyId())
                .setPrincipal(request.getPrincipal())
                .setSessionName(request.getSessionName())
                .setSourceIpAddress(request.getSourceIpAddress())
                .setService(request.getService())
                .setEventName(request.getEventName())
                .setErrorCode(request.getErrorCode())
                .setRegion(request.getRegion())
                .setOutcomeValue(request.getOutcomeValue())
                .setOrderValue(request.getOrderValue())
                .setIncludeRaw(request.getIncludeRaw())
                .addAllCategoriesValue(request.getCategoriesValueList());
        if (request.hasReadOnly()) {
            texts.setReadOnly(request.getReadOnly());
        }
        return checked(texts.build());
    }

    private static EventFilter checked(ListEventsRequest request) {
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
                Categories.numbers(request.getCategoriesList(), request.getCategoriesValueList()),
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

    /** The access key if it is one key, so that an index finds it; else null. */
    @Nullable
    String accessKeyName() {
        var value = texts.getAccessKeyId();
        return value.isEmpty() ? null : NamePattern.exact(value);
    }

    EventFilter ofAccount(long id) {
        return new EventFilter(id, interval, texts, cidr, readOnly, failed, categories, newestFirst);
    }

    /** What is left of a span after an event; other events of the same time may not have been sent yet. */
    Span rest(Span observed, @Nullable EventKey last) {
        if (last == null) {
            return observed;
        }
        return newestFirst ? observed.before(last.time().plus(1, ChronoUnit.MICROS)) : observed.from(last.time());
    }
}
