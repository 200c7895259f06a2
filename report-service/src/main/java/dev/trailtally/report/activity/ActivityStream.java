package dev.trailtally.report.activity;

import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.stream.AccountAnswer;
import dev.trailtally.report.stream.AccountReport;
import dev.trailtally.report.stream.AccountStreams;
import dev.trailtally.report.stream.StreamSender;
import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.StreamActivitySummariesRequest;
import dev.trailtally.report.v1.StreamActivitySummariesResponse;
import dev.trailtally.report.v1.StreamTotals;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/** StreamActivitySummaries: GetActivitySummary of many accounts. */
@Singleton
public final class ActivityStream {

    private final AccountStreams streams;
    private final ActivityReport report;

    ActivityStream(AccountStreams streams, ActivityReport report) {
        this.streams = streams;
        this.report = report;
    }

    public void send(StreamActivitySummariesRequest request, StreamSender<StreamActivitySummariesResponse> sender) {
        var accounts = AskedAccounts.of(request.getAccounts());
        streams.send(accounts, new Report(report, AskedActivity.of(request)), sender);
    }

    private record Report(ActivityReport report, AskedActivity asked)
            implements AccountReport<StreamActivitySummariesResponse> {

        @Override
        public AccountAnswer<StreamActivitySummariesResponse> answer(Snapshot snapshot, long accountId)
                throws SQLException {
            var activity = report.read(snapshot, accountId, asked);
            var message = StreamActivitySummariesResponse.newBuilder()
                    .setAccount(activity)
                    .build();
            return new AccountAnswer<>(
                    List.of(message), activity.getScope(), activity.getEventCount(), activity.getFailedCount());
        }

        @Override
        public StreamActivitySummariesResponse failure(AccountFailure failure) {
            return StreamActivitySummariesResponse.newBuilder()
                    .setFailure(failure)
                    .build();
        }

        @Override
        public StreamActivitySummariesResponse totals(StreamTotals totals) {
            return StreamActivitySummariesResponse.newBuilder()
                    .setTotals(totals)
                    .build();
        }
    }
}
