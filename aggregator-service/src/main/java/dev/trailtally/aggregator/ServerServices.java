package dev.trailtally.aggregator;

import dev.trailtally.rpc.RpcServices;
import io.grpc.BindableService;
import io.grpc.ServerBuilder;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;

/**
 * Gives the server the services of {@link RpcServices} instead of the bare ones: it keeps the last service of
 * a name.
 */
@Singleton
final class ServerServices implements BeanCreatedEventListener<ServerBuilder<?>> {

    private final BeanProvider<BindableService> services;

    ServerServices(BeanProvider<BindableService> services) {
        this.services = services;
    }

    @Override
    public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
        var builder = event.getBean();
        RpcServices.of(services.stream()).forEach(builder::addService);
        return builder;
    }
}
