package dev.trailtally.report.event;

import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.stream.AccountAnswer;
import dev.trailtally.report.stream.AccountQuestion;
import dev.trailtally.report.stream.AccountReport;
import dev.trailtally.report.stream.AccountStreams;
import dev.trailtally.report.stream.Outlet;
import dev.trailtally.report.v1.AccountEvents;
import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.report.v1.StreamEventsResponse;
import dev.trailtally.report.v1.StreamTotals;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** StreamEvents: ListEvents of many accounts, page after page, each from a snapshot of its own. */
@Singleton
public final class EventStream {

    private static final int MAX_EVENTS_OF_MESSAGE = 1_000;

    private final AccountStreams streams;
    private final EventPages pages;

    EventStream(AccountStreams streams, EventPages pages) {
        this.streams = streams;
        this.pages = pages;
    }

    public void send(StreamEventsRequest request, Outlet<StreamEventsResponse> outlet) {
        var accounts = AskedAccounts.of(request.getAccounts());
        streams.send(accounts, new Report(pages, EventFilter.of(request)), outlet);
    }

    private record Report(EventPages pages, EventFilter filter) implements AccountReport<StreamEventsResponse> {

        @Override
        public AccountAnswer<StreamEventsResponse> answer(Snapshot snapshot, long accountId) throws SQLException {
            var ofAccount = filter.ofAccount(accountId);
            var page = pages.read(snapshot, ofAccount, null, MAX_EVENTS_OF_MESSAGE);
            var scope = page.scope().report();
            var rest = rest(page, ofAccount, scope);
            return answer(page, scope, message(scope, page, rest).setScope(scope), rest);
        }

        // What is left of the interval is asked for again: where retention has come that far, the account fails.
        private AccountAnswer<StreamEventsResponse> goOn(
                Snapshot snapshot, EventFilter rest, EventKey last, ReportScope scope) throws SQLException {
            var page = pages.read(snapshot, rest, last, MAX_EVENTS_OF_MESSAGE);
            var further = rest(page, rest, scope);
            boolean nothing = page.stored().isEmpty() && further != null;
            return answer(page, scope, nothing ? null : message(scope, page, further), further);
        }

        private static AccountAnswer<StreamEventsResponse> answer(
                EventPage page,
                ReportScope scope,
                AccountEvents.@Nullable Builder message,
                @Nullable AccountQuestion<StreamEventsResponse> rest) {
            var messages = message == null
                    ? List.<StreamEventsResponse>of()
                    : List.of(StreamEventsResponse.newBuilder()
                            .setAccount(message)
                            .build());
            return new AccountAnswer<>(
                    messages,
                    scope,
                    page.stored().size(),
                    page.stored().stream()
                            .filter(event -> event.event().getFailed())
                            .count(),
                    rest);
        }

        private @Nullable AccountQuestion<StreamEventsResponse> rest(
                EventPage page, EventFilter asked, ReportScope scope) {
            var next = page.next();
            var observed = page.scope().observed();
            if (next == null || observed == null) {
                return null;
            }
            var left = asked.rest(observed, next);
            if (left.isEmpty()) {
                return null; // the walk ran out of time in the last day
            }
            var rest = asked.within(left);
            return snapshot -> goOn(snapshot, rest, next, scope);
        }

        private static AccountEvents.Builder message(
                ReportScope scope, EventPage page, @Nullable AccountQuestion<StreamEventsResponse> rest) {
            return AccountEvents.newBuilder()
                    .setAccountId(scope.getAccountId())
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
