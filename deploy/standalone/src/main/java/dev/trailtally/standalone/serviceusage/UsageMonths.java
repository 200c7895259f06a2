package dev.trailtally.standalone.serviceusage;

import static java.time.temporal.ChronoUnit.DAYS;

import com.google.protobuf.FieldMask;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.AccountView;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.TimeBucket;
import dev.trailtally.rpc.Pages;
import dev.trailtally.rpc.RpcTimes;
import dev.trailtally.standalone.accesskey.Period;
import dev.trailtally.standalone.call.Calls;
import io.grpc.Channel;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The months to ask for: those of the question in which the accounts have events. */
final class UsageMonths {

    private static final int PAGE_SIZE = 1_000;
    private static final int MAX_DAYS = 9_000; // an open end adds days to the 10,000 that are allowed

    private final Calls calls;
    private final Clock clock;
    private final UsageQuestion question;
    private final List<String> known = new ArrayList<>();
    private final Set<YearMonth> withEvents = new HashSet<>();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    UsageMonths(Channel channel, Clock clock, UsageQuestion question) {
        this.calls = new Calls(channel);
        this.clock = clock;
        this.question = question;
    }

    /** At least one, so that accounts without data are also requested and reported. */
    List<Month> find() {
        // Only the service knows the accounts of units; all accounts contain them.
        var accounts = question.accounts();
        readAccounts(accounts.getOrganizationalUnitsCount() == 0 ? accounts.getAccountIdsList() : List.of());
        var period = question.period();
        var start = period == null ? first : later(first, period.start());
        var end = period == null ? last : earlier(last, period.end());
        if (!start.isBefore(end)) {
            return List.of(anyOf(period));
        }
        addMonths(start.truncatedTo(DAYS), end.minusMillis(1).truncatedTo(DAYS).plus(1, DAYS));
        var found = Month.between(start(start, period), end(end, period)).stream()
                .filter(month -> withEvents.contains(month.month()))
                .toList();
        return found.isEmpty() ? List.of(anyOf(period)) : found;
    }

    /** The months of whole days in which there are events; a long period is halved, so that empty centuries cost little. */
    private void addMonths(Instant start, Instant end) {
        long days = DAYS.between(start, end);
        if (days <= MAX_DAYS) {
            addMonthsOfDays(start, end);
        } else if (hasEvents(start, end)) {
            var middle = start.plus(days / 2, DAYS);
            addMonths(start, middle);
            addMonths(middle, end);
        }
    }

    private boolean hasEvents(Instant start, Instant end) {
        var summary = calls.organization()
                .getOrganizationSummary(GetOrganizationSummaryRequest.newBuilder()
                        .setAccounts(selection())
                        .setInterval(Month.interval(start, end))
                        .addAllCategories(question.categories())
                        .setReadMask(
                                FieldMask.newBuilder().addPaths("event_count").addPaths("shared_event_count"))
                        .build());
        return summary.getEventCount() + summary.getSharedEventCount() > 0;
    }

    private void addMonthsOfDays(Instant start, Instant end) {
        var days = calls.organization()
                .getActivityOverTime(GetActivityOverTimeRequest.newBuilder()
                        .setAccounts(selection())
                        .setInterval(Month.interval(start, end))
                        .setBucket(TimeBucket.TIME_BUCKET_DAY)
                        .addAllCategories(question.categories())
                        .build());
        for (var day : days.getPointsList()) {
            withEvents.add(Month.of(RpcTimes.instant(day.getStartTime())));
        }
    }

    private AccountSelection selection() {
        return AccountSelection.newBuilder().addAllAccountIds(known).build();
    }

    private void readAccounts(List<String> accountIds) {
        var request = ListAccountsRequest.newBuilder()
                .addAllAccountIds(accountIds)
                .setView(AccountView.ACCOUNT_VIEW_BASIC)
                .setPageSize(PAGE_SIZE);
        new Pages<>(request.build(), next -> calls.reports().listAccounts(next)).forEachRemaining(page -> {
            page.getAccountsList().forEach(this::add);
            if (!accountIds.isEmpty()) {
                page.getAccountsList().forEach(account -> known.add(account.getAccountId()));
            }
        });
    }

    private void add(Account account) {
        if (account.hasFirstEventTime()) {
            first = earlier(first, RpcTimes.instant(account.getFirstEventTime()));
            last = later(last, RpcTimes.instant(account.getLastEventTime()).plusSeconds(1));
        }
    }

    /** Whole months, which rollups answer; only the requested ends are kept. */
    private static Instant start(Instant start, @Nullable Period period) {
        var month = Month.begin(Month.of(start));
        return period == null ? month : later(month, period.start());
    }

    private static Instant end(Instant end, @Nullable Period period) {
        var next = Month.begin(Month.of(end.minusMillis(1)).plusMonths(1));
        return period == null ? next : earlier(next, period.end());
    }

    private Month anyOf(@Nullable Period period) {
        if (period != null) {
            return Month.between(period.start(), period.end()).getFirst();
        }
        var now = Month.begin(Month.of(clock.instant()));
        return Month.between(now, now.plusSeconds(1)).getFirst();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
