package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.account.AwsFailures;
import dev.trailtally.collector.account.IamSession;
import dev.trailtally.collector.account.ScannedAccount;
import dev.trailtally.collector.scan.AccountClaims.Requests;
import dev.trailtally.collector.source.SourceException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamRequest;

/**
 * Sends the requests of one unit at the rate of its account, and retries those that AWS throttled or that met a
 * transient fault. The result is an answer or a permanent failure.
 */
final class IamRequests {

    private static final Logger LOG = LoggerFactory.getLogger(IamRequests.class);
    private static final Duration FIRST_REST = Duration.ofMillis(500);
    private static final Duration MAX_REST = Duration.ofSeconds(20);
    private static final Duration MAX_FAULTY = Duration.ofMinutes(10);
    private static final int MAX_RENEWALS = 5;

    private final RateLimiter limiter;
    private final IamSessions sessions;
    private final LongSupplier nanos;
    private final long unitDeadline;
    private final String place;
    private final AtomicReference<Requests> uncounted;

    /**
     * Requests of a claim.
     *
     * @param unitDeadline after which none is sent, by {@code nanos}
     * @param uncounted the counts to which they are added
     */
    IamRequests(
            long accountId,
            RateLimiter limiter,
            IamSessions sessions,
            LongSupplier nanos,
            long unitDeadline,
            AtomicReference<Requests> uncounted) {
        this.limiter = limiter;
        this.sessions = sessions;
        this.nanos = nanos;
        this.unitDeadline = unitDeadline;
        this.place = "account " + ScannedAccount.digits(accountId);
        this.uncounted = uncounted;
    }

    IamSessions sessions() {
        return sessions;
    }

    double perSecond() {
        return limiter.perSecond();
    }

    /** A request that any credentials may make. */
    <Q extends IamRequest, R> R send(String action, Q request, BiFunction<IamClient, Q, R> call)
            throws SourceException, InterruptedException {
        for (int renewals = 0; ; renewals++) {
            var session = sessions.current();
            try {
                return send(session, action, request, call);
            } catch (SourceException e) {
                if (!AwsFailures.isExpiredCredentials(e) || renewals == MAX_RENEWALS) {
                    throw e;
                }
                sessions.after(session);
            }
        }
    }

    /**
     * A request by these credentials.
     *
     * @throws SourceException also if the credentials have expired
     */
    <Q extends IamRequest, R> R send(IamSession session, String action, Q request, BiFunction<IamClient, Q, R> call)
            throws SourceException, InterruptedException {
        long faultySince = 0;
        for (int faults = 0; ; ) {
            long sentAt = limiter.pass();
            checkDeadline();
            try {
                var answer = session.send(request, call);
                limiter.accepted();
                count(1, 0);
                return answer;
            } catch (AbortedException e) {
                throw new InterruptedException("interrupted in " + action);
            } catch (SdkException e) {
                var failure = AwsFailures.of(e, action, place);
                if (AwsFailures.isThrottling(failure)) {
                    limiter.throttled(sentAt);
                    count(0, 1);
                } else if (AwsFailures.isTransient(failure)) {
                    count(0, 0);
                    faultySince = faults == 0 ? sentAt : faultySince;
                    rest(++faults, faultySince, failure);
                } else {
                    limiter.accepted();
                    count(1, 0);
                    throw failure;
                }
            }
        }
    }

    private void rest(int faults, long faultySince, SourceException failure)
            throws SourceException, InterruptedException {
        if (nanos.getAsLong() - faultySince > MAX_FAULTY.toNanos()) {
            throw failure;
        }
        long rest = FIRST_REST.toMillis() << Math.min(faults - 1, 10);
        Thread.sleep(Math.min(rest, MAX_REST.toMillis()));
    }

    private void checkDeadline() throws SourceException {
        if (nanos.getAsLong() - unitDeadline >= 0) {
            throw deadlineExceeded();
        }
    }

    static SourceException deadlineExceeded() {
        return new SourceException(
                "DEADLINE_EXCEEDED",
                "it did not end before the deadline of the scan",
                "Scan again with a longer deadline, or ask for less.");
    }

    /** An answer that cannot be understood fails its job, or is missing from it; other jobs are unaffected. */
    static SourceException notUnderstood(Job job, RuntimeException e) {
        LOG.error("IAM's answer about entity {} could not be understood, so its job fails", job.entityId(), e);
        return new SourceException(
                "INTERNAL",
                "IAM's answer could not be understood (" + e + ")",
                "See the collector's log, then scan again.",
                e);
    }

    private void count(int answered, int throttled) {
        uncounted.accumulateAndGet(new Requests(1, answered, throttled), Requests::plus);
    }
}
