package dev.trailtally.standalone.activity;

import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.ActivityCount;
import dev.trailtally.report.v1.ListActivityCountsRequest;
import dev.trailtally.rpc.Pages;
import dev.trailtally.standalone.call.Calls;
import io.grpc.Channel;
import java.io.IOException;

/** Reads the counts of an account, page by page. */
final class ActivityCounts {

    private static final int PAGE_SIZE = 10_000;

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
                .addAllCategories(question.categories())
                .setBreakdown(breakdown)
                .setPageSize(PAGE_SIZE);
        var pages = new Pages<>(
                request.build(), next -> new Calls(channel).reports().listActivityCounts(next));
        while (pages.hasNext()) {
            for (var count : pages.next().getActivityCountsList()) {
                taker.take(count);
            }
        }
    }
}
