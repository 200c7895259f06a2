package dev.trailtally.benchmarks.lookup;

import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.cloudtrail.UnitUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.CloudTrailException;

/**
 * Another client, which asks for the first account-region in parallel with the collector, twice as often as AWS allows; and
 * its effect on the collector.
 */
final class OtherClient implements AutoCloseable {

    static final Duration BEFORE = Duration.ofSeconds(20);
    static final Duration TO_RECOVER = Duration.ofSeconds(10);
    static final Duration MEASURED = Duration.ofSeconds(20);

    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration SAMPLE = Duration.ofMillis(100);

    /** What the collector alone had sent by then. */
    record Sample(double second, long accepted, long refused) {}

    private final Simulator simulator;
    private final SimulatedOrganization simulated;
    private final CloudTrailClient client;
    private final Duration length;
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread;
    private long accepted;
    private long refused;

    private OtherClient(Simulator simulator, SimulatedOrganization simulated, Duration length) {
        this.simulator = simulator;
        this.simulated = simulated;
        this.client = SequentialPager.client(simulator, simulated);
        this.length = length;
        this.thread = Thread.ofPlatform().name("other-client").daemon().unstarted(this::run);
    }

    /** Starts to watch at once, and to ask after {@link #BEFORE}; does nothing for a length of zero. */
    static OtherClient start(Simulator simulator, SimulatedOrganization simulated, Duration length) {
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
                ask();
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
            accepted++;
        } catch (CloudTrailException e) {
            refused++;
        }
    }

    private void watch(Duration duration) throws InterruptedException {
        for (long begun = System.nanoTime(); System.nanoTime() - begun < duration.toNanos(); ) {
            var use = use();
            samples.add(new Sample(System.nanoTime() / 1e9, use.accepted() - accepted, use.throttled() - refused));
            Thread.sleep(SAMPLE);
        }
    }

    private UnitUse use() {
        return simulator.units().stream()
                .filter(use -> use.unit().equals(simulated.firstUnit()))
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
        double lastRefusal = samples.stream()
                .filter(sample -> sample.refused() == last.refused())
                .findFirst()
                .orElseThrow()
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
