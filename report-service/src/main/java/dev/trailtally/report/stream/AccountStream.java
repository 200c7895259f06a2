package dev.trailtally.report.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.rpc.ErrorInfo;
import dev.trailtally.report.count.CountLimit;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.rpc.AccountIds;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The accounts of one call. Each reader holds at most one answer, which limits the cost of a slow client. */
final class AccountStream<M extends MessageLite> {

    private static final Logger log = LoggerFactory.getLogger(AccountStream.class);
    private static final int READERS = 4;
    private static final int MAX_TURNS = 5;

    private final Snapshots snapshots;
    private final StreamConnections connections;
    private final AccountReport<M> report;
    private final StreamSender<M> sender;
    private final Totals totals = new Totals();
    private final AtomicInteger next = new AtomicInteger();
    private final ReadWriteLock turns = new ReentrantReadWriteLock(true);

    AccountStream(Snapshots snapshots, StreamConnections connections, AccountReport<M> report, StreamSender<M> sender) {
        this.snapshots = snapshots;
        this.connections = connections;
        this.report = report;
        this.sender = sender;
    }

    /** The first failure of a reader ends the others; the context ends their statements. */
    Totals send(long[] accountIds, Context.CancellableContext context) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var readers = Stream.generate(() -> CompletableFuture.runAsync(
                                    context.wrap(() -> read(accountIds)), threads)
                            .whenComplete((done, failure) -> {
                                if (failure != null) {
                                    context.cancel(failure); // first, because the end of the others is not the cause
                                    sender.end();
                                }
                            }))
                    .limit(Math.min(READERS, accountIds.length))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(readers).join();
            return totals;
        } catch (CompletionException e) {
            throw first(context, e);
        }
    }

    // The others end with the cancellation that it caused.
    private static RuntimeException first(Context context, CompletionException failure) {
        var cause = context.cancellationCause() instanceof CompletionException first ? first : failure;
        return cause.getCause() instanceof StatusRuntimeException status ? status : cause;
    }

    // Nothing is read before the client can take it, so no snapshot waits for a client.
    private void read(long[] accountIds) {
        for (int i = next.getAndIncrement(); i < accountIds.length; i = next.getAndIncrement()) {
            long accountId = accountIds[i];
            sender.awaitReady();
            var first = answer(accountId, snapshot -> report.answer(snapshot, accountId));
            if (report.unbroken() && first.rest() != null) {
                sender.unbroken(() -> sendAll(accountId, first));
            } else {
                sendAll(accountId, first);
            }
        }
    }

    private void sendAll(long accountId, AccountAnswer<M> first) {
        send(first);
        var question = first.rest();
        while (question != null) {
            sender.awaitReady();
            var answer = answer(accountId, question);
            send(answer);
            question = answer.rest();
        }
    }

    private void send(AccountAnswer<M> answer) {
        if (!answer.messages().isEmpty()) {
            sender.send(answer.messages());
        }
    }

    private AccountAnswer<M> answer(long accountId, AccountAnswer.Next<M> question) {
        try {
            var answer = ask(question, 1);
            answer.messages().forEach(AccountStream::checkSize);
            totals.add(answer);
            return answer;
        } catch (StatusRuntimeException e) {
            if (Context.current().isCancelled() || e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
                throw e;
            }
            totals.addFailure();
            var failure = report.failure(failure(accountId, e));
            return new AccountAnswer<>(List.of(failure), ReportScope.getDefaultInstance(), 0, 0);
        }
    }

    // Readers of one stream can wait for counts that they hold themselves. The account asks again while none of them
    // does.
    private AccountAnswer<M> ask(AccountAnswer.Next<M> question, int turn) {
        try {
            return ask(question, turn == 1 ? turns.readLock() : turns.writeLock());
        } catch (StatusRuntimeException e) {
            if (turn == MAX_TURNS || !reason(e).equals(CountLimit.BUSY)) {
                throw e;
            }
        }
        return ask(question, turn + 1);
    }

    private AccountAnswer<M> ask(AccountAnswer.Next<M> question, Lock turn) {
        turn.lock();
        try {
            return connections.take(() -> snapshots.readInTurn(question::answer));
        } finally {
            turn.unlock();
        }
    }

    private static void checkSize(MessageLite message) {
        MessageSize.check(message, "ask for a smaller top, a basic view or a shorter interval");
    }

    private static AccountFailure failure(long accountId, StatusRuntimeException e) {
        var status = e.getStatus();
        var message = status.getDescription();
        return AccountFailure.newBuilder()
                .setAccountId(AccountIds.format(accountId))
                .setReason(reason(e))
                .setMessage(message == null ? "" : message)
                .build();
    }

    private static String reason(StatusRuntimeException e) {
        var status = StatusProto.fromThrowable(e);
        if (status != null && status.getDetailsCount() > 0) {
            try {
                return status.getDetails(0).unpack(ErrorInfo.class).getReason();
            } catch (InvalidProtocolBufferException invalid) {
                log.error("A failure of an account has no reason", invalid);
            }
        }
        return e.getStatus().getCode().name();
    }
}
