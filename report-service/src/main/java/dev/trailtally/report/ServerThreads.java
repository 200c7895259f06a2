package dev.trailtally.report;

import io.grpc.ServerBuilder;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;

/** Runs each call on a virtual thread, where waiting for the database is cheap; the connection pool is the limit. */
@Singleton
final class ServerThreads implements BeanCreatedEventListener<ServerBuilder<?>> {

    @Override
    public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
        return event.getBean().executor(Executors.newVirtualThreadPerTaskExecutor());
    }
}
