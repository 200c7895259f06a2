package dev.trailtally.aggregator;

import com.google.protobuf.Duration;
import com.google.rpc.Code;
import dev.trailtally.aggregator.retention.Retention;
import dev.trailtally.aggregator.rollup.RollupRun;
import dev.trailtally.aggregator.rollup.RollupStatus;
import dev.trailtally.aggregator.sql.Database;
import dev.trailtally.aggregator.v1.ApplyRetentionRequest;
import dev.trailtally.aggregator.v1.ApplyRetentionResponse;
import dev.trailtally.aggregator.v1.Difference;
import dev.trailtally.aggregator.v1.GetRollupStatusRequest;
import dev.trailtally.aggregator.v1.GetRollupStatusResponse;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.aggregator.v1.RunRollupResponse;
import dev.trailtally.aggregator.v1.VerifyRollupsRequest;
import dev.trailtally.aggregator.v1.VerifyRollupsResponse;
import dev.trailtally.aggregator.verification.RollupVerification;
import dev.trailtally.aggregator.verification.Scope;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.rpc.RpcTimes;
import dev.trailtally.server.caller.Caller;
import dev.trailtally.server.caller.VisibleAccounts;
import dev.trailtally.server.database.DatabaseFailures;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The RollupService of the contract. */
@Singleton
class RollupEndpoint extends RollupServiceGrpc.RollupServiceImplBase {

    private static final Logger log = LoggerFactory.getLogger(RollupEndpoint.class);
    private static final int VERIFICATIONS_AT_A_TIME = 2;

    private final RollupStatus status;
    private final RollupRun run;
    private final RollupVerification verification;
    private final Retention retention;
    private final Database database;
    private final Clock clock;
    private final Semaphore verifications = new Semaphore(VERIFICATIONS_AT_A_TIME);

    RollupEndpoint(
            RollupStatus status,
            RollupRun run,
            RollupVerification verification,
            Retention retention,
            Database database,
            @Named("aggregator") Clock clock) {
        this.status = status;
        this.run = run;
        this.verification = verification;
        this.retention = retention;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void getRollupStatus(GetRollupStatusRequest request, StreamObserver<GetRollupStatusResponse> observer) {
        answer(observer, () -> {
            var state = status.read(accounts());
            var response = GetRollupStatusResponse.newBuilder()
                    .setRolledUpEventCount(state.rolledUpEvents())
                    .setPendingEventCount(state.pendingEvents())
                    .setPendingEntryCount(state.pendingEntries())
                    .setPendingAccountCount(state.pendingAccounts())
                    .setHiddenAccountCount(state.hiddenAccounts())
                    .setLag(duration(state.lag()));
            if (state.oldestPendingCommit() != null) {
                response.setOldestPendingCommitTime(RpcTimes.timestamp(state.oldestPendingCommit()));
            }
            if (state.lastRollup() != null) {
                response.setLastRollupTime(RpcTimes.timestamp(state.lastRollup()));
            }
            if (state.rawEventsFrom() != null) {
                response.setRawEventsFrom(RpcTimes.timestamp(state.rawEventsFrom()));
            }
            return response.build();
        });
    }

    @Override
    public void runRollup(RunRollupRequest request, StreamObserver<RunRollupResponse> observer) {
        answer(observer, () -> {
            accounts().checkAll("a rollup");
            var outcome = run.run(request.getRecount(), Context.current()::isCancelled);
            return RunRollupResponse.newBuilder()
                    .setEventCount(outcome.events())
                    .setEntryCount(outcome.entries())
                    .setAccountCount(outcome.accounts())
                    .setElapsed(duration(outcome.elapsed()))
                    .build();
        });
    }

    @Override
    public void verifyRollups(VerifyRollupsRequest request, StreamObserver<VerifyRollupsResponse> observer) {
        Scope scope;
        try {
            scope = RollupRequests.scope(request);
            checkAccounts(scope);
        } catch (StatusRuntimeException e) {
            observer.onError(e);
            return;
        } catch (SQLException e) {
            observer.onError(DatabaseFailures.toRpc(e));
            return;
        }
        if (!verifications.tryAcquire()) {
            observer.onError(RpcErrors.busy(
                    "VERIFICATIONS_RUNNING",
                    VERIFICATIONS_AT_A_TIME + " verifications are already running; call again when one has ended",
                    Map.of(),
                    java.time.Duration.ofSeconds(10)));
            return;
        }
        var stream = new PacedStream<>((ServerCallStreamObserver<VerifyRollupsResponse>) observer);
        // Not on this thread: the call reports that its caller is ready again only after this method has returned.
        Thread.ofVirtual().name("verify-rollups").start(Context.current().wrap(() -> verify(scope, stream, observer)));
    }

    private void verify(
            Scope scope, PacedStream<VerifyRollupsResponse> stream, StreamObserver<VerifyRollupsResponse> observer) {
        try {
            answer(observer, () -> {
                var summary = verification.verify(scope, new Differences(stream));
                log.info(
                        "Recounted {} events of {} accounts: {} differences",
                        summary.getEventCount(),
                        summary.getAccountCount(),
                        summary.getDifferenceCount());
                return VerifyRollupsResponse.newBuilder().setSummary(summary).build();
            });
        } finally {
            verifications.release();
        }
    }

    @Override
    public void applyRetention(ApplyRetentionRequest request, StreamObserver<ApplyRetentionResponse> observer) {
        answer(observer, () -> {
            accounts().checkAll("retention");
            var keepFrom = RollupRequests.keepFrom(
                    request.getKeepFrom(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
            var outcome = request.getDryRun() ? retention.plan(keepFrom) : retention.apply(keepFrom);
            return ApplyRetentionResponse.newBuilder()
                    .addAllDroppedDays(
                            outcome.dropped().stream().map(LocalDate::toString).toList())
                    .setDroppedEventCount(outcome.events())
                    .addAllKeptDays(
                            outcome.kept().stream().map(LocalDate::toString).toList())
                    .setUnfinished(outcome.unfinished())
                    .build();
        });
    }

    /** Sends the answer, or the failure as an error of the contract. */
    private static <T> void answer(StreamObserver<T> observer, Answer<T> answer) {
        try {
            observer.onNext(answer.make());
            observer.onCompleted();
        } catch (StatusRuntimeException e) {
            observer.onError(e);
        } catch (SQLException e) {
            observer.onError(DatabaseFailures.toRpc(e));
        } catch (CancellationException e) {
            observer.onError(RpcErrors.failure(Code.CANCELLED, "CANCELLED", String.valueOf(e.getMessage()), Map.of()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            observer.onError(RpcErrors.failure(Code.CANCELLED, "STOPPING", "the service stops", Map.of()));
        } catch (RuntimeException e) {
            log.error("A call failed", e);
            observer.onError(RpcErrors.failure(Code.INTERNAL, "INTERNAL", "see the aggregator's log", Map.of()));
        }
    }

    private void checkAccounts(Scope scope) throws SQLException {
        if (scope.accountIds().isEmpty()) {
            accounts().checkAll("a verification of all accounts");
        } else {
            accounts()
                    .check(scope.accountIds().stream()
                            .mapToLong(Long::longValue)
                            .toArray());
        }
    }

    /** The accounts of who makes the current call. */
    private VisibleAccounts accounts() throws SQLException {
        if (Caller.current().accounts().all()) {
            return VisibleAccounts.ALL;
        }
        try (var connection = database.open()) {
            return VisibleAccounts.ofCaller(connection);
        }
    }

    private static Duration duration(java.time.Duration duration) {
        return Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build();
    }

    private record Differences(PacedStream<VerifyRollupsResponse> stream) implements RollupVerification.Found {

        @Override
        public void difference(Difference difference) {
            stream.send(
                    VerifyRollupsResponse.newBuilder().setDifference(difference).build());
        }

        @Override
        public void checkWanted() {
            stream.checkWanted();
        }
    }

    private interface Answer<T> {
        T make() throws SQLException, InterruptedException;
    }
}
