package dev.trailtally.report.event;

import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.stream.AccountAnswer;
import dev.trailtally.report.stream.AccountReport;
import dev.trailtally.report.stream.AccountStreams;
import dev.trailtally.report.stream.StreamSender;
import dev.trailtally.report.v1.AccountEvents;
import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.report.v1.StreamEventsResponse;
import dev.trailtally.report.v1.StreamTotals;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** StreamEvents: ListEvents of many accounts, page after page, each from its own snapshot. */
@Singleton
public final class EventStream {

    private static final int MAX_EVENTS_OF_MESSAGE = 1_000;

    private final AccountStreams streams;
    private final EventPages pages;

    EventStream(AccountStreams streams, EventPages pages) {
        this.streams = streams;
        this.pages = pages;
    }

    public void send(StreamEventsRequest request, StreamSender<StreamEventsResponse> sender) {
        var accounts = AskedAccounts.of(request.getAccounts());
        streams.send(accounts, new Report(pages, EventFilter.of(request)), sender);
    }

    private record Report(EventPages pages, EventFilter filter) implements AccountReport<StreamEventsResponse> {

        @Override
        public AccountAnswer<StreamEventsResponse> answer(Snapshot snapshot, long accountId) throws SQLException {
            var ofAccount = filter.ofAccount(accountId);
            var page = pages.read(snapshot, ofAccount, null, MAX_EVENTS_OF_MESSAGE);
            var scope = page.scope().report();
            var rest = rest(page, ofAccount);
            return answer(page, message(page, rest).setScope(scope), rest);
        }

        private AccountAnswer<StreamEventsResponse> goOn(Snapshot snapshot, EventFilter ofAccount, EventPage before)
                throws SQLException {
            var page = pages.behind(snapshot, ofAccount, before, MAX_EVENTS_OF_MESSAGE);
            var rest = rest(page, ofAccount);
            boolean nothing = page.stored().isEmpty() && rest != null;
            return answer(page, nothing ? null : message(page, rest), rest);
        }

        private static AccountAnswer<StreamEventsResponse> answer(
                EventPage page,
                AccountEvents.@Nullable Builder message,
                AccountAnswer.@Nullable Next<StreamEventsResponse> rest) {
            var messages = message == null
                    ? List.<StreamEventsResponse>of()
                    : List.of(StreamEventsResponse.newBuilder()
                            .setAccount(message)
                            .build());
            return new AccountAnswer<>(
                    messages,
                    page.scope().report(),
                    page.stored().size(),
                    page.stored().stream()
                            .filter(event -> event.event().getFailed())
                            .count(),
                    rest);
        }

        private AccountAnswer.@Nullable Next<StreamEventsResponse> rest(EventPage page, EventFilter ofAccount) {
            var next = page.next();
            var observed = page.scope().observed();
            if (next == null
                    || observed == null
                    || ofAccount.rest(observed, next).isEmpty()) {
                return null; // the last page is from a read that ran out of time in the last day
            }
            var before = page.withoutEvents();
            return snapshot -> goOn(snapshot, ofAccount, before);
        }

        private static AccountEvents.Builder message(
                EventPage page, AccountAnswer.@Nullable Next<StreamEventsResponse> rest) {
            return AccountEvents.newBuilder()
                    .setAccountId(page.scope().report().getAccountId())
                    .addAllEvents(page.events())
                    .setContinued(rest != null);
        }

        @Override
        public StreamEventsResponse failure(AccountFailure failure) {
            return StreamEventsResponse.newBuilder().setFailure(failure).build();
        }

        @Override
        public StreamEventsResponse totals(StreamTotals totals) {
            return StreamEventsResponse.newBuilder().setTotals(totals).build();
        }
    }
}
