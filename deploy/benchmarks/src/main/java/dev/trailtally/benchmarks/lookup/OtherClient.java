package dev.trailtally.benchmarks.lookup;

import dev.trailtally.benchmarks.run.Progress;
import dev.trailtally.simulator.cloudtrail.UnitUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.CloudTrailException;

/**
 * Another client, which asks for the busiest account-region beside the collector for a while, twice as often as AWS allows and
 * without asking again when it is refused; and what that does to the collector.
 */
final class OtherClient implements AutoCloseable {

    static final Duration BEFORE = Duration.ofSeconds(20);
    static final Duration TO_RECOVER = Duration.ofSeconds(10);
    static final Duration MEASURED = Duration.ofSeconds(20);

    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration SAMPLE = Duration.ofMillis(100);

    /** What the collector alone had sent by then. */
    record Sample(double second, long accepted, long refused) {}

    private final SimulatorProcess simulator;
    private final SimulatedOrganization simulated;
    private final CloudTrailClient client;
    private final Duration length;
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    private OtherClient(SimulatorProcess simulator, SimulatedOrganization simulated, Duration length) {
        this.simulator = simulator;
        this.simulated = simulated;
        this.client = SequentialPager.client(simulator.aws(), simulated.busiestUnit())
                .overrideConfiguration(sdk -> sdk.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
        this.length = length;
        this.thread = Thread.ofPlatform().name("other-client").daemon().unstarted(this::run);
    }

    /** Starts to watch at once, and to ask after {@link #BEFORE}; does nothing for a length of zero. */
    static OtherClient start(SimulatorProcess simulator, SimulatedOrganization simulated, Duration length) {
        var other = new OtherClient(simulator, simulated, length);
        if (!length.isZero()) {
            other.thread.start();
        }
        return other;
    }

    private void run() {
        try {
            watch(BEFORE);
            for (long begun = System.nanoTime(); System.nanoTime() - begun < length.toNanos(); ) {
                Thread.ofVirtual().start(this::ask); // the next one does not wait for its page
                watch(INTERVAL);
            }
            watch(TO_RECOVER.plus(TO_RECOVER).plus(MEASURED));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the scan has ended
        }
    }

    private void ask() {
        try {
            client.lookupEvents(request -> request.maxResults(1));
            accepted.incrementAndGet();
        } catch (CloudTrailException e) {
            refused.incrementAndGet();
        } catch (SdkClientException e) {
            Progress.say("another client: " + e.getMessage()); // the scan has ended
        }
    }

    private void watch(Duration duration) throws InterruptedException {
        for (long begun = System.nanoTime(); System.nanoTime() - begun < duration.toNanos(); ) {
            var use = use();
            samples.add(new Sample(
                    System.nanoTime() / 1e9, use.accepted() - accepted.get(), use.throttled() - refused.get()));
            Thread.sleep(SAMPLE);
        }
    }

    private UnitUse use() {
        return simulator.units().stream()
                .filter(use -> use.unit().equals(simulated.busiestUnit()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        thread.interrupt();
        client.close();
    }

    /** Its effect; null if the scan ended too soon to know. */
    @Nullable
    Effect effect() throws InterruptedException {
        thread.interrupt();
        thread.join();
        return effect(samples);
    }

    static @Nullable Effect effect(List<Sample> samples) {
        if (samples.isEmpty()) {
            return null;
        }
        var last = samples.getLast();
        // Not the first with as many: one of the other client's may be counted before its answer is.
        double lastRefusal = samples.stream()
                .filter(sample -> sample.refused() != last.refused())
                .reduce((before, after) -> after)
                .orElse(samples.getFirst())
                .second();
        double from = lastRefusal + TO_RECOVER.toSeconds();
        var measured = samples.stream()
                .filter(sample -> sample.second() >= from && sample.second() <= from + MEASURED.toSeconds())
                .toList();
        if (measured.size() < 2) {
            return null;
        }
        double seconds = measured.getLast().second() - measured.getFirst().second();
        long accepted = measured.getLast().accepted() - measured.getFirst().accepted();
        return new Effect(last.refused(), accepted / (Cell.THROTTLE.rate() * seconds));
    }

    /**
     * The effect of another client on the collector.
     *
     * @param refused requests of the collector
     * @param achievedAfter its accepted requests over the ceiling, from 10 to 30 s after the last of those
     */
    record Effect(long refused, double achievedAfter) {}
}
