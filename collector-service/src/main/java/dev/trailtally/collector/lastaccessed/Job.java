package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.account.IamSession;
import dev.trailtally.collector.store.IamEntity;
import dev.trailtally.collector.store.JobDates;
import dev.trailtally.collector.store.OpenJob;
import org.jspecify.annotations.Nullable;

/**
 * A job while this collector works on it: waiting to be made, or made and waiting to be asked for. Only the thread that
 * has taken it from the {@link JobSchedule} changes it. Times are those of a monotonic clock.
 */
final class Job {

    static final int MAX_VANISHED = 3;

    // IAM takes a little time to know everywhere what it has just listed.
    private static final int MAX_UNKNOWN = 3;
    private static final int MAX_RENEWALS = 10;

    private final OpenJob row;
    private @Nullable String jobId;
    private @Nullable String madeWith;
    private @Nullable IamSession session;
    private long madeAt;
    private long seenRunningAt;
    private long workedBefore;
    private int vanished;
    private int unknown;
    private int renewals;
    private boolean dated;
    private int requests;
    private int refusals;

    Job(OpenJob row, long now) {
        this.row = row;
        this.jobId = row.jobId();
        this.madeWith = row.madeWith();
        this.madeAt = now - row.sinceGenerated().toNanos(); // AWS has worked on it although nobody asked for it
        this.seenRunningAt = madeAt;
    }

    long entityId() {
        return row.entityId();
    }

    String arn() {
        return row.arn();
    }

    IamEntity.Type type() {
        return row.type();
    }

    boolean actionLevel() {
        return row.actionLevel();
    }

    /** Null if AWS still has to make it. */
    @Nullable
    String jobId() {
        return jobId;
    }

    void made(String id, IamSession by, long now) {
        jobId = id;
        madeWith = by.accessKeyId();
        session = by;
        madeAt = now;
        seenRunningAt = now;
        refusals = 0;
        dated = false;
    }

    /** The session that made it, or now tries to read it; null before. */
    @Nullable
    IamSession session() {
        return session;
    }

    void readWith(IamSession by) {
        session = by;
    }

    /** Whether other credentials made it, so that AWS may hide it. */
    boolean isForeignTo(IamSession reader) {
        return !reader.accessKeyId().equals(madeWith);
    }

    /** AWS has to be asked again. */
    void forget() {
        workedBefore += seenRunningAt - madeAt;
        jobId = null;
        madeWith = null;
        session = null;
    }

    /** It is missing although the credentials that made it ask for it; returns whether it may be made again. */
    boolean vanish() {
        return ++vanished <= MAX_VANISHED;
    }

    /** Its entity is missing; returns whether it may be asked for again. */
    boolean unknown() {
        return ++unknown <= MAX_UNKNOWN;
    }

    /** The credentials expired before they read anything; returns whether others may try. */
    boolean renew() {
        return ++renewals <= MAX_RENEWALS;
    }

    /** AWS refused to make it now; returns how often in a row. */
    int refused() {
        return ++refusals;
    }

    long nanosSinceMade(long now) {
        return now - madeAt;
    }

    /** AWS reported that it works on it. */
    void running(long now) {
        seenRunningAt = now;
        renewals = 0;
    }

    /** Whether AWS reports for the first time when it was made. */
    boolean isNews(JobDates dates) {
        boolean news = !dated && dates.creation() != null;
        dated |= news;
        return news;
    }

    /**
     * How long AWS was seen to work on it: since it was last made before this collector took it over, and as often as it was
     * made since.
     */
    long nanosWorked() {
        return workedBefore + seenRunningAt - madeAt;
    }

    void countRequest() {
        requests++;
    }

    /** For its result, since this collector took it over. */
    int requests() {
        return requests;
    }
}
