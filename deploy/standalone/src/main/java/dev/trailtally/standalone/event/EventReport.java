package dev.trailtally.standalone.event;

import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.report.v1.StreamTotals;
import dev.trailtally.standalone.summary.AccountTalk;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads events and writes them as they come: a page is in memory, however many there are. */
public final class EventReport {

    private static final int PAGE_SIZE = 1_000;
    private static final int DEADLINE_MINUTES = 5;

    private final Channel channel;
    private final Writer out;
    private final EventFormat format;
    private final AccountTalk talk;
    private long written;

    /**
     * @param out what the format writes to, flushed after each message
     */
    public EventReport(Channel channel, Writer out, EventFormat format, AccountTalk talk) {
        this.channel = channel;
        this.out = out;
        this.format = format;
        this.talk = talk;
    }

    /** Writes all events that are asked for, and returns how many. */
    public long write(StreamEventsRequest question) throws IOException {
        out.flush();
        if (inOneOrder(question)) {
            writePagesOrTell(question);
        } else {
            writeStream(question);
        }
        return written;
    }

    /** Of one account, or of one access key in whichever accounts: ListEvents gives those in one order of time. */
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
            talk.failed(question.getAccounts().getAccountIds(0), e);
        }
    }

    private void writePages(StreamEventsRequest question) throws IOException {
        var request = pages(question);
        do {
            var page = ReportServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_MINUTES, TimeUnit.MINUTES)
                    .listEvents(request.build());
            if (page.getScope().getAccountId().isEmpty()) {
                page.getEventsList().forEach(event -> talk.answered(scope(event)));
            } else {
                talk.answeredWithEvents(page.getScope());
            }
            write(page.getEventsList());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
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
                        talk.answeredWithEvents(message.getAccount().getScope());
                    }
                    write(message.getAccount().getEventsList());
                }
                case FAILURE -> talk.failed(message.getFailure());
                case TOTALS -> totals = message.getTotals();
                case CONTENT_NOT_SET -> {}
            }
        }
        talk.ended(totals);
    }

    private void write(List<Event> events) throws IOException {
        events.forEach(format::event);
        written += events.size();
        out.flush();
    }

    private static ReportScope scope(Event event) {
        return ReportScope.newBuilder().setAccountId(event.getAccountId()).build();
    }

    private static ListEventsRequest.Builder pages(StreamEventsRequest question) {
        var request = ListEventsRequest.newBuilder()
                .setAccountId(String.join("", question.getAccounts().getAccountIdsList()))
                .setAccessKeyId(question.getAccessKeyId())
                .setPrincipal(question.getPrincipal())
                .setSessionName(question.getSessionName())
                .setSourceIpAddress(question.getSourceIpAddress())
                .setService(question.getService())
                .setEventName(question.getEventName())
                .setErrorCode(question.getErrorCode())
                .setRegion(question.getRegion())
                .setOutcome(question.getOutcome())
                .setOrder(question.getOrder())
                .setIncludeRaw(question.getIncludeRaw())
                .setPageSize(PAGE_SIZE);
        if (question.hasInterval()) {
            request.setInterval(question.getInterval());
        }
        if (question.hasReadOnly()) {
            request.setReadOnly(question.getReadOnly());
        }
        return request;
    }
}
