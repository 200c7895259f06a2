package dev.trailtally.collector.lookup;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** One account and region of AWS on a clock of its own: a bucket, readers that share a rate, and perhaps another client. */
final class PaceModel {

    private static final double NANOS = 1e9;
    private static final int MAX_IN_FLIGHT = 64;

    private enum Kind {
        WAKE,
        ARRIVE,
        ANSWER,
        REFUSAL,
        OTHER
    }

    private record Step(double at, Kind kind, double sentAt) {}

    /** Another client, which asks evenly and never slows down. */
    record Other(double perSecond, double from, double until) {}

    private final PriorityQueue<Step> steps = new PriorityQueue<>(Comparator.comparingDouble(Step::at));
    private final Random random;
    private final double burst;
    private final DoubleSupplier jitter;
    private final DoubleSupplier latency;
    private final RequestRate rate = new RequestRate(0);
    private double tokens;
    private double filledAt;
    private double now;
    private int inFlight;
    int accepted;
    int refused;
    double lastRefusal = Double.NEGATIVE_INFINITY;

    /**
     * An idle account and region.
     *
     * @param jitter the most seconds that a reader wakes up late and, again, that a request is on its way
     * @param latency the most seconds that an answer takes; at least half of that
     */
    PaceModel(long seed, double burst, double jitter, double latency) {
        this.random = new Random(seed);
        this.burst = burst;
        this.jitter = () -> jitter * random.nextDouble();
        this.latency = () -> latency * (0.5 + random.nextDouble() / 2);
        this.tokens = burst;
    }

    PaceModel readers(int count) {
        for (int reader = 0; reader < count; reader++) {
            steps.add(new Step(jitter.getAsDouble(), Kind.WAKE, 0));
        }
        return this;
    }

    PaceModel other(Other client) {
        for (double at = client.from(); at < client.until(); at += 1 / client.perSecond()) {
            steps.add(new Step(at, Kind.OTHER, at));
        }
        return this;
    }

    /** Continues until then; returns how many requests were accepted since the last call. */
    int runUntil(double end) {
        int before = accepted;
        while (!steps.isEmpty() && steps.peek().at() < end) {
            step(steps.remove());
        }
        now = end;
        return accepted - before;
    }

    double perSecond() {
        return rate.perSecond(nanos(now));
    }

    double refusedShare() {
        return (double) refused / (accepted + refused);
    }

    private void step(Step step) {
        now = step.at();
        switch (step.kind()) {
            case WAKE -> wake();
            case ARRIVE -> arrive(step.sentAt());
            case ANSWER -> inFlight--;
            case REFUSAL -> {
                inFlight--;
                rate.throttled(nanos(step.sentAt()), nanos(now));
            }
            case OTHER -> let();
        }
    }

    private void wake() {
        if (inFlight < MAX_IN_FLIGHT && rate.take(nanos(now))) {
            inFlight++;
            steps.add(new Step(now + jitter.getAsDouble(), Kind.ARRIVE, now));
        }
        double wait = Math.max(1e-3, rate.nanosUntilFree(nanos(now)) / NANOS);
        steps.add(new Step(now + wait + jitter.getAsDouble(), Kind.WAKE, 0));
    }

    private void arrive(double sentAt) {
        if (let()) {
            accepted++;
            steps.add(new Step(now + latency.getAsDouble(), Kind.ANSWER, sentAt));
        } else {
            refused++;
            lastRefusal = now;
            steps.add(new Step(now + jitter.getAsDouble(), Kind.REFUSAL, sentAt));
        }
    }

    private boolean let() {
        tokens = Math.min(burst, tokens + (now - filledAt) * RequestRate.CEILING);
        filledAt = now;
        boolean let = tokens >= 1;
        tokens -= let ? 1 : 0;
        return let;
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * NANOS);
    }
}
