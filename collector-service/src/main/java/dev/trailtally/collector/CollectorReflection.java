package dev.trailtally.collector;

import io.grpc.BindableService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Lets grpcurl and similar tools read the contract from the server. */
@Factory
final class CollectorReflection {

    // A server keeps one service per name, so several of these in one process count as one.
    @Singleton
    @Named("collector-reflection")
    BindableService reflection() {
        return ProtoReflectionServiceV1.newInstance();
    }
}
