package dev.trailtally.report.event;

import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.request.AccountIds;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.v1.EventOrder;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.rpc.RpcErrors;
import java.net.InetAddress;
import java.util.regex.Pattern;
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

    private static final Pattern CIDR = Pattern.compile("([0-9a-fA-F:.]+)/([0-9]{1,3})");
    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}");

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
                cidr(request.getSourceIpAddress()),
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

    private static @Nullable String cidr(String address) {
        if (address.indexOf('/') < 0) {
            return null;
        }
        var block = CIDR.matcher(address);
        if (!block.matches() || !isBlock(block.group(1), Integer.parseInt(block.group(2)))) {
            throw RpcErrors.invalidArgument(
                    "source_ip_address",
                    "\"%s\" is no CIDR block; such as 203.0.113.0/24 or 2001:db8::/32 is allowed".formatted(address));
        }
        return address;
    }

    private static boolean isBlock(String address, int bits) {
        try {
            // Only literals are parsed: no name is looked up.
            return IPV4.matcher(address).matches()
                    ? bits <= 32 && InetAddress.ofLiteral(address) != null
                    : address.indexOf(':') >= 0 && bits <= 128 && InetAddress.ofLiteral(address) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable Boolean failed(Outcome outcome) {
        return switch (outcome) {
            case OUTCOME_UNSPECIFIED, OUTCOME_ALL, UNRECOGNIZED -> null;
            case OUTCOME_SUCCESSFUL -> false;
            case OUTCOME_FAILED -> true;
        };
    }
}
