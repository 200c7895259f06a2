package dev.trailtally.collector.lastaccessed;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.account.AwsFailures;
import dev.trailtally.collector.account.IamSession;
import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.JobDates;
import dev.trailtally.collector.store.JobTables;
import dev.trailtally.collector.store.LastAccessedTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes the jobs of one unit: first has AWS make as many as can be read by the credentials that made them, then
 * asks for each when it is probably done. One thread decides, others wait for AWS.
 */
final class JobRun {

    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);
    private static final long MAX_WAIT = TimeUnit.SECONDS.toNanos(1);
    private static final Duration NOT_NOW = Duration.ofSeconds(5);
    private static final int MAX_DOUBLINGS = 4;
    private static final Duration UNKNOWN_REST = Duration.ofSeconds(3);
    // AWS makes no more jobs for now.
    private static final Set<String> LATER =
            Set.of("ReportGenerationLimitExceeded", "LimitExceeded", "LimitExceededException");

    private final ClaimedAccount unit;
    private final JobApi api;
    private final IamRequests requests;
    private final JobTables jobs;
    private final LastAccessedTables tables;
    private final LongSupplier nanos;
    private final long unitDeadline;
    private final long jobDeadline;

    private final JobSchedule schedule = new JobSchedule();
    private final Durations durations = new Durations();
    private final Refusals refusals = new Refusals();
    private final OpenJobs open;
    private @Nullable SourceException unrenewed;

    JobRun(
            ClaimedAccount unit,
            JobApi api,
            IamRequests requests,
            JobTables jobs,
            LastAccessedTables tables,
            LongSupplier nanos,
            long unitDeadline) {
        this.unit = unit;
        this.api = api;
        this.requests = requests;
        this.jobs = jobs;
        this.tables = tables;
        this.nanos = nanos;
        this.unitDeadline = unitDeadline;
        this.jobDeadline =
                TimeUnit.SECONDS.toNanos(unit.source().getJobDeadline().getSeconds());
        this.open = new OpenJobs(requests.sessions(), durations, () -> OpenJobs.nanosPerRequest(requests.perSecond()));
    }

    /** Returns when all jobs have ended, or why the rest of them has to. */
    @Nullable
    SourceException run() throws InterruptedException {
        take();
        try (var tasks = new BoundedTasks()) {
            while (!schedule.isEmpty()) {
                tasks.rethrow();
                long now = nanos.getAsLong();
                if (now - unitDeadline >= 0) {
                    return IamRequests.deadlineExceeded();
                }
                if (unrenewed != null && !schedule.hasMade()) {
                    return unrenewed;
                }
                long seen = schedule.changes();
                if (!startNext(tasks, now)) {
                    schedule.await(seen, now, Math.min(MAX_WAIT, unitDeadline - now));
                }
            }
            tasks.await();
        }
        return null;
    }

    private void take() {
        long now = nanos.getAsLong();
        var unmade = new ArrayList<Job>();
        for (var row : jobs.open(unit)) {
            var job = new Job(row, now);
            if (job.jobId() == null) {
                unmade.add(job);
            } else {
                schedule.at(now, job);
            }
        }
        RequestOrder.first(unmade, Job::arn, unit.unitId()).forEach(schedule::make);
    }

    /** Starts what is to be done now, making jobs before asking for them; false if there is nothing. */
    private boolean startNext(BoundedTasks tasks, long now) throws InterruptedException {
        var making = next();
        if (making != null) {
            tasks.execute(making);
            return true;
        }
        var due = schedule.takeDue(now);
        if (due == null) {
            return false;
        }
        if (due.jobId() == null) {
            schedule.make(due);
            schedule.back();
        } else {
            tasks.execute(() -> taken(() -> read(due)));
        }
        return true;
    }

    /** The making of a job, if one may be made now. */
    private BoundedTasks.@Nullable Work next() throws InterruptedException {
        if (unrenewed != null || !schedule.hasUnmade()) {
            return null;
        }
        var session = admit();
        if (session == null) {
            return null;
        }
        var job = schedule.takeUnmade(each -> verdict(each) != null || refusals.ask(each.type()));
        if (job == null) {
            return null;
        }
        var verdict = verdict(job);
        if (verdict != null) {
            return () -> taken(() -> fail(job, verdict));
        }
        schedule.open(session);
        return () -> taken(() -> make(job, session));
    }

    /** If there are no other credentials, the present ones still read what was made with them. */
    private @Nullable IamSession admit() throws InterruptedException {
        try {
            return open.admit(schedule.openBySession());
        } catch (SourceException e) {
            LOG.warn(
                    "unit {}: no more jobs are made, those that are made are still read: {}",
                    unit.unitId(),
                    e.getMessage());
            unrenewed = e;
            return null;
        }
    }

    /** Why making a job is useless. */
    private @Nullable SourceException verdict(Job job) {
        var unreadable = refusals.verdict(api);
        return unreadable == null ? refusals.verdict(job.type()) : unreadable;
    }

    private void taken(BoundedTasks.Work work) throws InterruptedException {
        try {
            work.run();
        } finally {
            schedule.back();
        }
    }

    private void make(Job job, IamSession session) throws InterruptedException {
        try {
            var id = api.generate(job, session);
            refusals.allowed(job.type());
            long now = nanos.getAsLong();
            job.made(id, session, now);
            LostUnitException.check(jobs.generated(unit, job.entityId(), id, session.accessKeyId()));
            schedule.at(now + Math.min(durations.most().toNanos(), jobDeadline), job);
        } catch (SourceException e) {
            schedule.closed(session);
            refusals.failed(job.type(), job.arn(), e);
            notMade(job, session, e);
        } finally {
            refusals.answered(job.type());
        }
    }

    private void notMade(Job job, IamSession session, SourceException e) throws InterruptedException {
        if (AwsFailures.isExpiredCredentials(e)) {
            again(job, session, e);
        } else if (LATER.contains(e.code())) {
            long rest = NOT_NOW.toNanos() << Math.min(job.refused() - 1, MAX_DOUBLINGS);
            schedule.at(nanos.getAsLong() + rest, job);
        } else if (e.code().equals("NoSuchEntity") && job.unknown()) {
            schedule.at(nanos.getAsLong() + UNKNOWN_REST.toNanos(), job);
        } else {
            fail(job, e);
        }
    }

    /** After the credentials have expired; if there are no others, the job ends, too. */
    private void again(Job job, IamSession expired, SourceException e) throws InterruptedException {
        try {
            if (requests.sessions().after(expired) == expired || !job.renew()) {
                fail(job, e);
            } else {
                schedule.make(job);
            }
        } catch (SourceException none) {
            fail(job, none);
        }
    }

    private void read(Job job) throws InterruptedException {
        var unreadable = refusals.verdict(api);
        if (unreadable != null) {
            end(job, unreadable);
            return;
        }
        IamSession session;
        try {
            session = job.session() == null ? requests.sessions().current() : job.session();
        } catch (SourceException e) {
            end(job, e);
            return;
        }
        try {
            var outcome = ask(job, session);
            refusals.allowed(api);
            take(job, outcome);
        } catch (SourceException e) {
            notRead(job, session, e);
        }
    }

    /** An answer that cannot be understood ends its job and no other. */
    private Outcome ask(Job job, IamSession session) throws SourceException, InterruptedException {
        try {
            return api.read(job, requireNonNull(job.jobId(), "jobId is null"), session);
        } catch (RuntimeException e) {
            throw IamRequests.notUnderstood(job, e);
        }
    }

    private void take(Job job, Outcome outcome) {
        long now = nanos.getAsLong();
        switch (outcome) {
            case Outcome.InProgress running -> later(job, now, running.dates());
            case Outcome.Failed failed -> {
                if (job.failed()) {
                    makeAgain(job);
                } else {
                    close(job);
                    fail(job, failed.why(), failed.dates());
                }
            }
            case Outcome.Done done -> {
                var report = done.report();
                if (report.jobCreationDate() != null) {
                    durations.add(Duration.between(report.jobCreationDate(), report.jobCompletionDate()));
                }
                open.read(job.requests());
                LostUnitException.check(tables.store(unit, job.entityId(), job.requests(), report, done.missing()));
                close(job);
            }
        }
    }

    private void later(Job job, long now, JobDates dates) {
        job.running(now);
        if (job.isNews(dates)) {
            LostUnitException.check(jobs.running(unit, job.entityId(), dates));
        }
        long left = jobDeadline - job.nanosWorked();
        if (left <= 0) {
            end(job, IamRequests.deadlineExceeded());
        } else {
            var elapsed = Duration.ofNanos(job.nanosSinceMade(now));
            schedule.at(now + Math.min(left, Durations.again(elapsed).toNanos()), job);
        }
    }

    private void notRead(Job job, IamSession session, SourceException e) throws InterruptedException {
        if (AwsFailures.isExpiredCredentials(e)) {
            // Others may belong to the same user; if they do not, AWS says that there is no such job.
            readWithOthers(job, session, e);
        } else if (job.isForeignTo(session)) {
            makeAgain(job);
        } else if (e.code().equals("NoSuchEntity") && job.vanish()) {
            makeAgain(job);
        } else {
            refusals.failed(api, job.arn(), e);
            end(job, e);
        }
    }

    private void readWithOthers(Job job, IamSession expired, SourceException e) throws InterruptedException {
        try {
            var others = requests.sessions().after(expired);
            if (others == expired || !job.renew()) {
                end(job, e);
                return;
            }
            close(job);
            schedule.open(others);
            job.readWith(others);
            schedule.at(nanos.getAsLong(), job);
        } catch (SourceException none) {
            end(job, none);
        }
    }

    private void makeAgain(Job job) {
        close(job);
        job.forget();
        schedule.make(job);
    }

    private void end(Job job, SourceException why) {
        close(job);
        fail(job, why);
    }

    /** Its credentials are no longer needed for it. */
    private void close(Job job) {
        var session = job.session();
        if (session != null) {
            schedule.closed(session);
        }
    }

    private void fail(Job job, SourceException why) {
        fail(job, why, JobDates.NONE);
    }

    private void fail(Job job, SourceException why, JobDates dates) {
        boolean deleted = job.jobId() == null && why.code().equals("NoSuchEntity");
        LostUnitException.check(jobs.fail(unit, job.entityId(), job.requests(), dates, why, deleted));
    }
}
