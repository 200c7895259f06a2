package dev.trailtally.standalone.serviceusage;

import com.google.protobuf.util.Timestamps;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.AccountView;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.standalone.accesskey.Period;
import io.grpc.Channel;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The months to ask for: those of the question in which the accounts have events. */
final class UsageMonths {

    private static final int PAGE_SIZE = 1_000;
    private static final int DEADLINE_MINUTES = 5;

    private final Channel channel;
    private final Clock clock;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    UsageMonths(Channel channel, Clock clock) {
        this.channel = channel;
        this.clock = clock;
    }

    /** At least one, so that accounts of which nothing is known are asked for, and told, as well. */
    List<Month> of(UsageQuestion question) {
        // The accounts of units are known to the service alone; those of all contain them.
        var accounts = question.accounts();
        find(accounts.getOrganizationalUnitsCount() == 0 ? accounts.getAccountIdsList() : List.of());
        var period = question.period();
        var start = period == null ? first : later(first, period.start());
        var end = period == null ? last : earlier(last, period.end());
        return start.isBefore(end) ? Month.between(start(start, period), end(end, period)) : List.of(anyOf(period));
    }

    private void find(List<String> accountIds) {
        var request = ListAccountsRequest.newBuilder()
                .addAllAccountIds(accountIds)
                .setView(AccountView.ACCOUNT_VIEW_BASIC)
                .setPageSize(PAGE_SIZE);
        do {
            var page = ReportServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_MINUTES, TimeUnit.MINUTES)
                    .listAccounts(request.build());
            page.getAccountsList().forEach(this::add);
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
    }

    private void add(Account account) {
        if (account.hasFirstEventTime()) {
            first = earlier(first, Instant.ofEpochMilli(Timestamps.toMillis(account.getFirstEventTime())));
            last = later(
                    last,
                    Instant.ofEpochMilli(Timestamps.toMillis(account.getLastEventTime()))
                            .plusSeconds(1));
        }
    }

    /** Whole months, which rollups answer; only the ends that were asked for are kept. */
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
