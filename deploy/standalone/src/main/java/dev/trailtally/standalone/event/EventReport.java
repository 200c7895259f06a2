package dev.trailtally.standalone.event;

import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.report.v1.StreamTotals;
import dev.trailtally.rpc.Pages;
import dev.trailtally.standalone.call.Calls;
import dev.trailtally.standalone.summary.AccountNotices;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Reads events and writes them as they arrive: one page is in memory, however many there are. */
public final class EventReport {

    private static final int PAGE_SIZE = 1_000;
    // The limit of ListAccounts.
    private static final int MAX_NAMED_ACCOUNTS = 10_000;

    private final Channel channel;
    private final Writer out;
    private final Consumer<Event> format;
    private final AccountNotices notices;
    private long written;

    /**
     * @param out what the format writes to, flushed after each message
     */
    public EventReport(Channel channel, Writer out, Consumer<Event> format, AccountNotices notices) {
        this.channel = channel;
        this.out = out;
        this.format = format;
        this.notices = notices;
    }

    /** Writes all requested events, and returns how many. */
    public long write(StreamEventsRequest question) throws IOException {
        out.flush();
        if (inOneOrder(question)) {
            writePagesOrTell(question);
        } else {
            writeStream(question);
        }
        return written;
    }

    /** Events of one account, or of one access key in any accounts: ListEvents returns those in one order of time. */
    private static boolean inOneOrder(StreamEventsRequest question) {
        var accounts = question.getAccounts();
        var all = accounts.getAccountIdsCount() == 0;
        return accounts.getOrganizationalUnitsCount() == 0
                && (accounts.getAccountIdsCount() == 1
                        || (all && !question.getAccessKeyId().isEmpty()));
    }

    private void writePagesOrTell(StreamEventsRequest question) throws IOException {
        try {
            writePages(question);
        } catch (StatusRuntimeException e) {
            if (question.getAccounts().getAccountIdsCount() == 0) {
                throw e;
            }
            notices.failed(question.getAccounts().getAccountIds(0), e);
        }
    }

    private void writePages(StreamEventsRequest question) throws IOException {
        var pages = new Pages<>(
                pages(question).build(), next -> new Calls(channel).reports().listEvents(next));
        var met = new TreeSet<String>();
        while (pages.hasNext()) {
            var page = pages.next();
            if (page.getScope().getAccountId().isEmpty()) {
                page.getEventsList().forEach(event -> met.add(event.getAccountId()));
            } else {
                notices.answeredWithEvents(page.getScope());
            }
            write(page.getEventsList());
        }
        tellOfAccounts(met);
    }

    /** Events of an access key come without the gaps of their accounts. */
    private void tellOfAccounts(Set<String> met) {
        for (var ids : parts(List.copyOf(met))) {
            var request = ListAccountsRequest.newBuilder().addAllAccountIds(ids).setPageSize(PAGE_SIZE);
            new Pages<>(request.build(), next -> new Calls(channel).reports().listAccounts(next))
                    .forEachRemaining(page ->
                            page.getAccountsList().forEach(account -> notices.answeredWithEvents(scope(account))));
        }
    }

    private static List<List<String>> parts(List<String> ids) {
        return IntStream.iterate(0, from -> from < ids.size(), from -> from + MAX_NAMED_ACCOUNTS)
                .mapToObj(from -> ids.subList(from, Math.min(ids.size(), from + MAX_NAMED_ACCOUNTS)))
                .toList();
    }

    private void writeStream(StreamEventsRequest question) throws IOException {
        // No deadline: events go out as fast as the reader of stdout takes them.
        var messages = OrganizationReportServiceGrpc.newBlockingStub(channel).streamEvents(question);
        StreamTotals totals = null;
        while (messages.hasNext()) {
            var message = messages.next();
            switch (message.getContentCase()) {
                case ACCOUNT -> {
                    if (message.getAccount().hasScope()) {
                        notices.answeredWithEvents(message.getAccount().getScope());
                    }
                    write(message.getAccount().getEventsList());
                }
                case FAILURE -> notices.failed(message.getFailure());
                case TOTALS -> totals = message.getTotals();
                case CONTENT_NOT_SET -> {}
            }
        }
        notices.ended(totals);
    }

    private void write(List<Event> events) throws IOException {
        events.forEach(format);
        written += events.size();
        out.flush();
    }

    private static ReportScope scope(Account account) {
        var scope = ReportScope.newBuilder()
                .setAccountId(account.getAccountId())
                .setAccountName(account.getName())
                .setCoverage(account.getCoverage());
        if (account.hasCompleteUntil()) {
            scope.setCompleteUntil(account.getCompleteUntil());
        }
        return scope.build();
    }

    /** The same filters, which have the same names in both requests. */
    private static ListEventsRequest.Builder pages(StreamEventsRequest question) {
        var request = ListEventsRequest.newBuilder()
                .setAccountId(String.join("", question.getAccounts().getAccountIdsList()))
                .setPageSize(PAGE_SIZE);
        question.getAllFields().forEach((field, value) -> {
            var same = ListEventsRequest.getDescriptor().findFieldByName(field.getName());
            if (same != null) {
                request.setField(same, value);
            }
        });
        return request;
    }
}
