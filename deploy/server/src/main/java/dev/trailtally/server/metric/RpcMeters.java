package dev.trailtally.server.metric;

import io.grpc.Metadata;
import io.grpc.ServerBuilder;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Times every call by service, method and code, from the arrival of its headers to its end. A tracer and not an interceptor: it
 * also sees calls of methods that do not exist, which share one label, and the code with which a call really ended.
 */
@Singleton
final class RpcMeters implements BeanCreatedEventListener<ServerBuilder<?>> {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };
    private static final Rpc UNKNOWN = new Rpc("unknown", "unknown");

    private final BeanProvider<MeterRegistry> registry;
    private final Map<Outcome, Timer> timers = new ConcurrentHashMap<>();

    RpcMeters(BeanProvider<MeterRegistry> registry) {
        this.registry = registry;
    }

    @Override
    public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
        return event.getBean().addStreamTracerFactory(new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
                return new Stream();
            }
        });
    }

    private Timer timer(Outcome outcome) {
        return Timer.builder("trailtally.rpc")
                .description("Calls by service, method and code")
                .tag("service", outcome.rpc().service())
                .tag("method", outcome.rpc().method())
                .tag("code", outcome.code().name())
                .serviceLevelObjectives(BUCKETS)
                .register(registry.get());
    }

    private final class Stream extends ServerStreamTracer {

        private final long start = System.nanoTime();
        private volatile Rpc rpc = UNKNOWN;

        @Override
        public void serverCallStarted(ServerCallInfo<?, ?> call) {
            var method = call.getMethodDescriptor();
            rpc = new Rpc(orUnknown(method.getServiceName()), orUnknown(method.getBareMethodName()));
        }

        @Override
        public void streamClosed(Status status) {
            timers.computeIfAbsent(new Outcome(rpc, status.getCode()), RpcMeters.this::timer)
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private static String orUnknown(@Nullable String name) {
        return name == null ? "unknown" : name;
    }

    private record Rpc(String service, String method) {}

    private record Outcome(Rpc rpc, Status.Code code) {}
}
