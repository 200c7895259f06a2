package dev.trailtally.report.usage;

import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.stream.AccountAnswer;
import dev.trailtally.report.stream.AccountReport;
import dev.trailtally.report.stream.AccountStreams;
import dev.trailtally.report.stream.StreamSender;
import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.AccountServiceUsage;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import dev.trailtally.report.v1.StreamServiceUsageResponse;
import dev.trailtally.report.v1.StreamTotals;
import dev.trailtally.rpc.AccountIds;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** StreamServiceUsage: ListServiceUsage of many accounts. */
@Singleton
public final class UsageStream {

    private static final int MAX_ROWS_OF_MESSAGE = 10_000;
    private static final int MAX_BYTES_OF_MESSAGE = 2 << 20;

    private final AccountStreams streams;
    private final AccountUsageReader reader;

    UsageStream(AccountStreams streams, AccountUsageReader reader) {
        this.streams = streams;
        this.reader = reader;
    }

    public void send(StreamServiceUsageRequest request, StreamSender<StreamServiceUsageResponse> sender) {
        var accounts = AskedAccounts.of(request.getAccounts());
        streams.send(accounts, new Report(reader, AskedUsage.of(request)), sender);
    }

    private record Report(AccountUsageReader reader, AskedUsage asked)
            implements AccountReport<StreamServiceUsageResponse> {

        @Override
        public AccountAnswer<StreamServiceUsageResponse> answer(Snapshot snapshot, long accountId) throws SQLException {
            return answer(snapshot, accountId, asked, null, null);
        }

        /** The rows after a key; the account's first message has described them. */
        private AccountAnswer<StreamServiceUsageResponse> answer(
                Snapshot snapshot,
                long accountId,
                AskedUsage of,
                @Nullable UsageKey after,
                @Nullable ReportScope described)
                throws SQLException {
            var usage = reader.read(snapshot, accountId, of, after, MAX_ROWS_OF_MESSAGE + 1);
            var rows = cut(usage.rows());
            var scope = described == null ? usage.scope() : described;
            var message = AccountServiceUsage.newBuilder()
                    .setAccountId(AccountIds.format(accountId))
                    .addAllServiceUsage(rows)
                    .setContinued(rows.size() < usage.rows().size());
            if (described == null) {
                message.setScope(scope);
            }
            return new AccountAnswer<>(
                    List.of(StreamServiceUsageResponse.newBuilder()
                            .setAccount(message)
                            .build()),
                    scope,
                    rows.stream().mapToLong(ServiceUsage::getEventCount).sum(),
                    rows.stream().mapToLong(ServiceUsage::getFailedCount).sum(),
                    message.getContinued() ? rest(accountId, of, UsageKey.of(rows.getLast()), scope) : null);
        }

        // For the interval that was observed first: later events are not in the rows that were sent.
        private AccountAnswer.Next<StreamServiceUsageResponse> rest(
                long accountId, AskedUsage of, UsageKey last, ReportScope scope) {
            var observed = of.within(AskedInterval.of(scope.getObserved()));
            return snapshot -> answer(snapshot, accountId, observed, last, scope);
        }

        private static List<ServiceUsage> cut(List<ServiceUsage> rows) {
            long bytes = 0;
            for (int i = 0; i < Math.min(rows.size(), MAX_ROWS_OF_MESSAGE); i++) {
                bytes += rows.get(i).getSerializedSize();
                if (bytes > MAX_BYTES_OF_MESSAGE) {
                    return rows.subList(0, i + 1);
                }
            }
            return rows.subList(0, Math.min(rows.size(), MAX_ROWS_OF_MESSAGE));
        }

        @Override
        public boolean unbroken() {
            return true;
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
}
