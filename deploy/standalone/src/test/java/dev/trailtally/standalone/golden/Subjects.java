package dev.trailtally.standalone.golden;

import com.google.gson.JsonPrimitive;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.trailtally.report.v1.AccessServiceGrpc;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.AccountView;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.EventOrder;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListLastAccessedRequest;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.TopCounts;
import dev.trailtally.report.v1.ValueCount;
import io.grpc.Channel;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Values that a set of logs has, to ask for: mostly the most frequent ones of the account with the most events. */
final class Subjects {

    private static final int MAX_PAGE = 1_000;
    private static final String NONE = "none";
    private static final Set<String> DATE = Set.of("year", "month", "day");

    private final Map<String, String> values = new TreeMap<>();

    private Subjects() {}

    /** A value of the right type for any name, which no logs need to have. */
    static String example(String name) {
        return DATE.contains(name) ? "1" : "\"2024-05-07T00:00:00Z\"";
    }

    static Subjects of(Channel channel) {
        var subjects = new Subjects();
        var reports = ReportServiceGrpc.newBlockingStub(channel);
        var accounts = reports
                .listAccounts(ListAccountsRequest.newBuilder()
                        .setPageSize(MAX_PAGE)
                        .setView(AccountView.ACCOUNT_VIEW_BASIC)
                        .build())
                .getAccountsList()
                .stream()
                .filter(account -> account.getEventCount() > 0)
                .sorted(Comparator.comparingLong(Account::getEventCount)
                        .reversed()
                        .thenComparing(Account::getAccountId))
                .toList();
        var large = accounts.getFirst();
        subjects.put("large", large.getAccountId());
        subjects.put("medium", accounts.get(accounts.size() / 2).getAccountId());
        subjects.put("small", accounts.getLast().getAccountId());
        subjects.times(large);
        subjects.activity(reports.getActivitySummary(GetActivitySummaryRequest.newBuilder()
                .setAccountId(large.getAccountId())
                .build()));
        subjects.events(reports.listEvents(ListEventsRequest.newBuilder()
                        .setAccountId(large.getAccountId())
                        .setInterval(Interval.newBuilder().setStartTime(early(large)))
                        .setOrder(EventOrder.EVENT_ORDER_OLDEST_FIRST)
                        .setPageSize(MAX_PAGE)
                        .build())
                .getEventsList());
        var entities = AccessServiceGrpc.newBlockingStub(channel)
                .listLastAccessed(ListLastAccessedRequest.getDefaultInstance())
                .getEntitiesList();
        subjects.put(
                "entity",
                entities.isEmpty() ? NONE : entities.getFirst().getEntity().getArn());
        return subjects;
    }

    /** The JSON for which a name stands in requests.txt. */
    String value(String name) {
        var value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("requests.txt names $" + name + ", which is unknown");
        }
        return value;
    }

    private void times(Account account) {
        var first = Instant.ofEpochSecond(account.getFirstEventTime().getSeconds());
        var last = Instant.ofEpochSecond(account.getLastEventTime().getSeconds());
        var span = Duration.between(first, last);
        var day = last.atOffset(ZoneOffset.UTC);
        values.put("year", Integer.toString(day.getYear()));
        values.put("month", Integer.toString(day.getMonthValue()));
        values.put("day", Integer.toString(day.getDayOfMonth()));
        var times = new TreeMap<String, Instant>();
        times.put("first", first);
        times.put("beforeFirst", first.minusSeconds(1));
        times.put("afterFirst", first.plusSeconds(1));
        times.put("last", last);
        times.put("afterLast", last.plusSeconds(1));
        times.put("early", Instant.ofEpochSecond(early(account).getSeconds()));
        times.put("middle", first.plus(span.dividedBy(2)));
        times.put("middleMidnight", first.plus(span.dividedBy(2)).truncatedTo(ChronoUnit.DAYS));
        times.put("late", last.minus(span.dividedBy(5)));
        times.put("firstMonth", monthOf(first, 0));
        times.put("lastMonthEnd", monthOf(last, 1));
        var midnight = first.truncatedTo(ChronoUnit.DAYS);
        var lastMidnight = last.truncatedTo(ChronoUnit.DAYS);
        times.put("firstMidnight", midnight);
        times.put("lastMidnight", midnight.equals(lastMidnight) ? midnight.plus(Duration.ofDays(1)) : lastMidnight);
        var hour = first.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
        var lastHour = last.truncatedTo(ChronoUnit.HOURS);
        times.put("secondHour", hour);
        times.put("lastHour", lastHour.isAfter(hour) ? lastHour : hour.plus(Duration.ofHours(1)));
        times.put("longBefore", first.minus(Duration.ofDays(10)));
        times.put("dayBefore", first.minus(Duration.ofDays(1)));
        times.put("dayAfter", last.plus(Duration.ofDays(1)));
        times.put("longAfter", last.plus(Duration.ofDays(10)));
        times.forEach((name, time) -> put(
                name,
                Timestamps.toString(Timestamps.fromSeconds(
                        time.truncatedTo(ChronoUnit.SECONDS).getEpochSecond()))));
    }

    /** Whole seconds after a seventh of the time in which the account has events. */
    private static Timestamp early(Account account) {
        var first = account.getFirstEventTime().getSeconds();
        return Timestamps.fromSeconds(first + (account.getLastEventTime().getSeconds() - first) / 7);
    }

    private static Instant monthOf(Instant time, int monthsLater) {
        return time.atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .withDayOfMonth(1)
                .plusMonths(monthsLater)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    private void activity(GetActivitySummaryResponse activity) {
        var principal = activity.getPrincipals(0);
        var other = activity.getPrincipals(activity.getPrincipalsCount() / 2).getPrincipal();
        put("principal", principal.getPrincipal().getKey());
        put("principalName", principal.getPrincipal().getDisplayName());
        put("principalPattern", pattern(principal.getPrincipal().getKey()));
        put("otherPrincipal", other.getKey());
        put("otherPrincipalName", other.getDisplayName());
        put("address", first(principal.getSourceIpAddresses()));
        put("addressPattern", pattern(first(principal.getSourceIpAddresses())));
        put("userAgent", first(principal.getUserAgents()));
        put(
                "errorCode",
                activity.getPrincipalsList().stream()
                        .flatMap(each -> each.getErrorCodes().getCountsList().stream())
                        .map(ValueCount::getValue)
                        .findFirst()
                        .orElse(NONE));
        var call = first(principal.getApiCalls()).split(":", 2);
        put("service", call[0]);
        put("serviceShort", call[0].replace(".amazonaws.com", ""));
        put("serviceUpperCase", call[0].toUpperCase(Locale.ROOT));
        put("eventName", call[1]);
        var region = activity.getRegions(0).getRegion();
        put("region", region);
        put("regionUpperCase", region.toUpperCase(Locale.ROOT));
        put("regionPattern", region.substring(0, Math.min(2, region.length())) + "*");
        put("otherRegion", activity.getRegions(activity.getRegionsCount() - 1).getRegion());
    }

    private void events(List<Event> events) {
        put("accessKey", first(events, Event::getAccessKeyId));
        put("accessKeyPattern", pattern(first(events, Event::getAccessKeyId)));
        put("session", first(events, Event::getSessionName));
        put("sessionPattern", pattern(first(events, Event::getSessionName)));
    }

    private static String first(List<Event> events, Function<Event, String> value) {
        return events.stream()
                .map(value)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(NONE);
    }

    private static String first(TopCounts counts) {
        return counts.getCountsCount() == 0 ? NONE : counts.getCounts(0).getValue();
    }

    /** Its first third, and anything. */
    private static String pattern(String value) {
        return value.substring(0, Math.ceilDiv(value.length(), 3)) + "*";
    }

    private void put(String name, String value) {
        values.put(name, new JsonPrimitive(value).toString());
    }
}
