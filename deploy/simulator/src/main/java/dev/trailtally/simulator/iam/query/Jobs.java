package dev.trailtally.simulator.iam.query;

import dev.trailtally.simulator.credential.SignedRequest;
import dev.trailtally.simulator.event.Seed;
import dev.trailtally.simulator.protocol.AwsException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** The jobs that were made, the newest of them at least. */
final class Jobs<T> {

    private static final int KEPT = 200_000;

    private final IamSettings settings;
    private final InstantSource clock;
    private final Map<String, Job<T>> jobs = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Job<T>> eldest) {
            return size() > KEPT;
        }
    };
    private final Map<String, Integer> struck = new HashMap<>();
    private long made;

    Jobs(IamSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The fate of its subject, an ARN or entity path, is that of the job. */
    synchronized Job<T> make(String subject, boolean actionLevel, SignedRequest request, Supplier<List<T>> rows) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var delay = settings.jobDelay().at(Seed.share(settings.seed(), made++)).truncatedTo(ChronoUnit.MILLIS);
        var neverEnds = settings.fates().get(subject) == JobFate.NEVER_ENDS;
        var job = new Job<>(
                UUID.randomUUID().toString(),
                request.caller().account(),
                subject,
                request.accessKeyId(),
                actionLevel,
                now,
                neverEnds ? Instant.MAX : now.plus(delay),
                outcome(subject),
                rows);
        jobs.put(job.id(), job);
        return job;
    }

    /** Of another session's job AWS says the same as of none. */
    synchronized Job<T> require(String id, SignedRequest request) {
        var job = jobs.get(id);
        if (job == null
                || !job.account().equals(request.caller().account())
                || !job.madeWith().equals(request.accessKeyId())
                || job.hasVanished(clock.instant())
                || isTooOld(job)) {
            throw new AwsException(404, "NoSuchEntity", "No job is found for the id " + id);
        }
        return job;
    }

    synchronized long running(String account) {
        var now = clock.instant();
        return jobs.values().stream()
                .filter(job -> job.account().equals(account) && job.status(now) == Job.Status.IN_PROGRESS)
                .count();
    }

    private boolean isTooOld(Job<T> job) {
        var lifetime = settings.jobLifetime();
        return lifetime != null && !clock.instant().isBefore(job.createdAt().plus(lifetime));
    }

    private Job.Outcome outcome(String subject) {
        var fate = settings.fates().get(subject);
        var most = settings.struck().get(subject);
        if (most != null && struck.merge(subject, 1, Integer::sum) > most) {
            return Job.Outcome.COMPLETES;
        }
        if (fate == JobFate.VANISHES) {
            return Job.Outcome.VANISHES;
        }
        return fate == JobFate.FAILS || settings.fails(subject) ? Job.Outcome.FAILS : Job.Outcome.COMPLETES;
    }
}
