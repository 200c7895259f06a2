package dev.trailtally.aggregator;

import io.grpc.BindableService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The parts of the service. */
@Factory
final class AggregatorBeans {

    // If several services share a server, each may bring one: the server keeps services by name, the last one stays,
    // and it describes all services of the server.
    @Singleton
    @Named("aggregatorReflection")
    BindableService reflection() {
        return ProtoReflectionServiceV1.newInstance();
    }

    // Named, so that services in one context need not share a clock.
    @Singleton
    @Named("aggregator")
    Clock clock() {
        return Clock.systemUTC();
    }
}
