package dev.trailtally.collector;

import dev.trailtally.rpc.RpcServices;
import io.grpc.BindableService;
import io.grpc.ServerBuilder;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;

/**
 * Replaces the server's plain services by those of {@link RpcServices}: the server keeps the last service of each name.
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
