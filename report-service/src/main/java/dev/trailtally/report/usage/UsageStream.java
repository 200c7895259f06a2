package dev.trailtally.report.usage;

import com.google.rpc.Code;
import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.request.AccountIds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.stream.AccountAnswer;
import dev.trailtally.report.stream.AccountReport;
import dev.trailtally.report.stream.AccountStreams;
import dev.trailtally.report.stream.Outlet;
import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.AccountServiceUsage;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import dev.trailtally.report.v1.StreamServiceUsageResponse;
import dev.trailtally.report.v1.StreamTotals;
import dev.trailtally.rpc.RpcErrors;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** StreamServiceUsage: ListServiceUsage of many accounts. */
@Singleton
public final class UsageStream {

    private static final int MAX_ROWS_OF_MESSAGE = 10_000;
    private static final int MAX_ROWS = 100_000; // of one account, held until the client has taken them

    private final AccountStreams streams;

    UsageStream(AccountStreams streams) {
        this.streams = streams;
    }

    public void send(StreamServiceUsageRequest request, Outlet<StreamServiceUsageResponse> outlet) {
        var accounts = AskedAccounts.of(request.getAccounts());
        streams.send(accounts, new Report(AskedUsage.of(request)), outlet);
    }

    private record Report(AskedUsage asked) implements AccountReport<StreamServiceUsageResponse> {

        @Override
        public AccountAnswer<StreamServiceUsageResponse> answer(Snapshot snapshot, long accountId) throws SQLException {
            var usage = AccountUsageReader.read(snapshot, accountId, asked, null, MAX_ROWS + 1);
            if (usage.rows().size() > MAX_ROWS) {
                throw tooManyRows(accountId, usage.rowCount());
            }
            return new AccountAnswer<>(
                    messages(accountId, usage), usage.scope(), usage.eventCount(), usage.failedCount());
        }

        private static List<StreamServiceUsageResponse> messages(long accountId, AccountUsage usage) {
            var messages = new ArrayList<StreamServiceUsageResponse>();
            int start = 0;
            do {
                int end = Math.min(start + MAX_ROWS_OF_MESSAGE, usage.rows().size());
                var account = AccountServiceUsage.newBuilder()
                        .setAccountId(AccountIds.format(accountId))
                        .addAllServiceUsage(usage.rows().subList(start, end))
                        .setContinued(end < usage.rows().size());
                if (start == 0) {
                    account.setScope(usage.scope());
                }
                messages.add(StreamServiceUsageResponse.newBuilder()
                        .setAccount(account)
                        .build());
                start = end;
            } while (start < usage.rows().size());
            return messages;
        }

        @Override
        public StreamServiceUsageResponse failure(AccountFailure failure) {
            return StreamServiceUsageResponse.newBuilder().setFailure(failure).build();
        }

        @Override
        public StreamServiceUsageResponse totals(StreamTotals totals) {
            return StreamServiceUsageResponse.newBuilder().setTotals(totals).build();
        }
    }

    private static RuntimeException tooManyRows(long accountId, long rowCount) {
        return RpcErrors.failure(
                Code.RESOURCE_EXHAUSTED,
                "TOO_MANY_ROWS",
                "%d rows; at most %d of one account are streamed: ask for fewer regions or services, or for pages of ListServiceUsage"
                        .formatted(rowCount, MAX_ROWS),
                Map.of("account_id", AccountIds.format(accountId), "row_count", Long.toString(rowCount)));
    }
}
