package dev.trailtally.report.activity;

import dev.trailtally.report.interval.Times;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.Principal;
import dev.trailtally.report.v1.PrincipalActivity;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The principals that made the list, most events first, with what they called, from where and with which errors. */
final class TopPrincipals {

    private final Map<Long, PrincipalActivity.Builder> byReference = new LinkedHashMap<>();
    private final boolean full;
    private final TopLists lists = new TopLists();
    private long principalCount;
    private long eventCount;
    private long failedCount;

    TopPrincipals(boolean full) {
        this.full = full;
    }

    TopLists lists() {
        return lists;
    }

    void add(long reference, Row row) throws SQLException {
        principalCount = row.number("list_value_count");
        eventCount = row.number("list_event_count");
        failedCount = row.number("list_failed_count");
        byReference.put(
                reference,
                PrincipalActivity.newBuilder()
                        .setPrincipal(Principal.newBuilder()
                                .setKey(row.text("value"))
                                .setDisplayName(row.text("display_name"))
                                .setType(row.text("principal_type")))
                        .setEventCount(row.number("event_count"))
                        .setFailedCount(row.number("failed_count"))
                        .setFirstEventTime(Times.timestamp(row.time("first_event_time")))
                        .setLastEventTime(Times.timestamp(row.time("last_event_time"))));
    }

    // Every event has a principal, so that the totals of the list are those of the summary.
    void addTo(GetActivitySummaryResponse.Builder response) {
        long listed = byReference.values().stream()
                .mapToLong(PrincipalActivity.Builder::getEventCount)
                .sum();
        // A principal is there once for each of its types, and counts once.
        long keys = byReference.values().stream()
                .map(principal -> principal.getPrincipal().getKey())
                .distinct()
                .count();
        response.setEventCount(eventCount)
                .setFailedCount(failedCount)
                .setPrincipalRemainder(TopLists.remainder(principalCount - keys, eventCount - listed));
        byReference.forEach((reference, principal) -> response.addPrincipals(withLists(reference, principal)));
    }

    private PrincipalActivity.Builder withLists(long reference, PrincipalActivity.Builder principal) {
        return full
                ? principal
                        .setApiCalls(lists.of(reference, TopLists.Kind.API_CALL))
                        .setErrorCodes(lists.of(reference, TopLists.Kind.ERROR_CODE))
                        .setServiceErrorCodes(lists.of(reference, TopLists.Kind.SERVICE_ERROR_CODE))
                        .setSourceIpAddresses(lists.of(reference, TopLists.Kind.SOURCE_IP_ADDRESS))
                        .setUserAgents(lists.of(reference, TopLists.Kind.USER_AGENT))
                : principal;
    }
}
