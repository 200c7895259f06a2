package dev.trailtally.standalone.activity;

import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.ActivityCount;
import dev.trailtally.report.v1.ListActivityCountsRequest;
import dev.trailtally.report.v1.ReportServiceGrpc;
import io.grpc.Channel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Reads the counts of an account, page by page. */
final class ActivityCounts {

    private static final int PAGE_SIZE = 10_000;
    private static final int DEADLINE_MINUTES = 5;

    private final Channel channel;
    private final ActivityQuestion question;

    /** Receives the counts one by one. */
    @FunctionalInterface
    interface Taker {
        void take(ActivityCount count) throws IOException;
    }

    ActivityCounts(Channel channel, ActivityQuestion question) {
        this.channel = channel;
        this.question = question;
    }

    void forEach(String accountId, ActivityBreakdown breakdown, Taker taker) throws IOException {
        var request = ListActivityCountsRequest.newBuilder()
                .setAccountId(accountId)
                .setInterval(question.period().interval())
                .setOutcome(question.outcome())
                .setBreakdown(breakdown)
                .setPageSize(PAGE_SIZE);
        do {
            var page = ReportServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_MINUTES, TimeUnit.MINUTES)
                    .listActivityCounts(request.build());
            for (var count : page.getActivityCountsList()) {
                taker.take(count);
            }
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
    }
}
