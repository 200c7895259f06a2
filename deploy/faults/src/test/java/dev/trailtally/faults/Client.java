package dev.trailtally.faults;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Calls the services and tries again until it has an answer; what a failure may not be is a finding. */
final class Client {

    private static final Duration PAUSE = Duration.ofMillis(200);
    /** Checks of health are 5 s apart, and one may wait 5 s for a connection. */
    private static final Duration MAX_STALE = Duration.ofSeconds(15);

    private static final Duration CALL = Duration.ofSeconds(30);
    private static final Duration LONG_CALL = Duration.ofMinutes(5);

    private final Function<Service, ManagedChannel> channels;
    private final Function<Service, Duration> serving;
    private final Findings findings;
    private final AtomicLong answers = new AtomicLong();
    private final Map<Status.Code, AtomicLong> failures = new ConcurrentHashMap<>();
    private final Set<String> failed = ConcurrentHashMap.newKeySet();

    /** Of the processes of a site. */
    Client(Site site, Findings findings) {
        this(service -> site.process(service).channel(), site.watch::serving, findings);
    }

    /**
     * Of any processes.
     *
     * @param serving how long a service has said SERVING
     */
    Client(Function<Service, ManagedChannel> channels, Function<Service, Duration> serving, Findings findings) {
        this.channels = channels;
        this.serving = serving;
        this.findings = findings;
    }

    /**
     * The answer, however long it takes.
     *
     * @param what the call's name
     */
    <T> T call(Service service, String what, Function<Call, T> call) throws InterruptedException {
        long failing = 0;
        while (true) {
            try {
                var answer = call.apply(new Call(channel(service)));
                answers.incrementAndGet();
                return answer;
            } catch (StatusRuntimeException e) {
                if (e.getCause() instanceof InterruptedException interrupted) {
                    throw interrupted;
                }
                check(service, what, e);
                failing = failing == 0 ? System.nanoTime() : failing;
                var lie = Duration.ofNanos(System.nanoTime() - failing);
                if (lie.compareTo(MAX_STALE) > 0 && serving.apply(service).compareTo(MAX_STALE) > 0) {
                    findings.add(
                            service + " says SERVING while " + what + " fails",
                            "for " + lie + ", with " + e.getStatus());
                }
                channel(service).resetConnectBackoff();
                Thread.sleep(PAUSE);
            }
        }
    }

    private ManagedChannel channel(Service service) {
        return channels.apply(service);
    }

    private void check(Service service, String what, StatusRuntimeException e) {
        var code = e.getStatus().getCode();
        failures.computeIfAbsent(code, ignored -> new AtomicLong()).incrementAndGet();
        failed.add(what);
        var allowed = switch (code) {
            case UNAVAILABLE, DEADLINE_EXCEEDED -> true;
            case RESOURCE_EXHAUSTED ->
                String.valueOf(e.getStatus().getDescription()).contains("disk");
            // How grpc-java names a connection that breaks while it writes; no server said so.
            case UNKNOWN -> e.getStatus().getCause() instanceof IOException;
            default -> false;
        };
        if (!allowed) {
            findings.add(what + " of " + service + " fails with " + code, e.getStatus() + ", " + e.getTrailers());
        }
    }

    /** The names of the calls of which some failed, and were tried again. */
    Set<String> failed() {
        return Set.copyOf(failed);
    }

    @Override
    public String toString() {
        return answers + " answers, failures " + failures;
    }

    /** A channel and a deadline. */
    record Call(ManagedChannel channel) {

        <S extends io.grpc.stub.AbstractStub<S>> S on(S stub) {
            return stub.withDeadlineAfter(CALL);
        }

        /** For what reads all events. */
        <S extends io.grpc.stub.AbstractStub<S>> S onForLong(S stub) {
            return stub.withDeadlineAfter(LONG_CALL);
        }
    }
}
