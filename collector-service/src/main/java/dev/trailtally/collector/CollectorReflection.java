package dev.trailtally.collector;

import io.grpc.BindableService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Lets grpcurl and its like ask the server for the contract. */
@Factory
final class CollectorReflection {

    // A server keeps one service of each name, so several of these in one process are one.
    @Singleton
    @Named("collector-reflection")
    BindableService reflection() {
        return ProtoReflectionServiceV1.newInstance();
    }
}
