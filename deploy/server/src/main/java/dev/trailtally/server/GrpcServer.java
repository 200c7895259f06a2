package dev.trailtally.server;

import dev.trailtally.rpc.RpcServices;
import io.grpc.BindableService;
import io.grpc.ServerBuilder;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Gives the server the services of {@link RpcServices} instead of the bare ones: it keeps the last service of a name. Each call
 * runs on a thread of its own; the connection pool is the limit. The first are threads of the platform: a virtual thread is
 * handed to a poller and back for each answer of the database, which takes longer than most statements. What comes beyond them
 * waits for a connection anyway, so it runs on virtual threads.
 */
@Singleton
final class GrpcServer implements BeanCreatedEventListener<ServerBuilder<?>> {

    private static final int PLATFORM_THREADS = 128;
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final BeanProvider<BindableService> services;

    GrpcServer(BeanProvider<BindableService> services) {
        this.services = services;
    }

    @Override
    public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
        var builder = event.getBean().executor(threads());
        RpcServices.of(services.stream()).forEach(builder::addService);
        return builder;
    }

    private static Executor threads() {
        return new ThreadPoolExecutor(
                0,
                PLATFORM_THREADS,
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("call-", 0).factory(),
                (task, pool) -> Thread.startVirtualThread(task));
    }
}
