package dev.trailtally.server;

import dev.trailtally.rpc.RpcServices;
import io.grpc.BindableService;
import io.grpc.ServerBuilder;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;

/**
 * Gives the server the services of {@link RpcServices} instead of the bare ones: it keeps the last service of a name. Each call
 * runs on a virtual thread, where waiting for the database is cheap; the connection pool is the limit.
 */
@Singleton
final class GrpcServer implements BeanCreatedEventListener<ServerBuilder<?>> {

    private final BeanProvider<BindableService> services;

    GrpcServer(BeanProvider<BindableService> services) {
        this.services = services;
    }

    @Override
    public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
        var builder = event.getBean().executor(Executors.newVirtualThreadPerTaskExecutor());
        RpcServices.of(services.stream()).forEach(builder::addService);
        return builder;
    }
}
