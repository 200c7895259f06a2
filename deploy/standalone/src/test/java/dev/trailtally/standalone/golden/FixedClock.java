package dev.trailtally.standalone.golden;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** The report service's clock, so that what is unused today is unused tomorrow. Only where the property is set. */
@Factory
@Requires(property = FixedClock.PROPERTY)
final class FixedClock {

    static final String PROPERTY = "golden.now";

    @Singleton
    @Named("report")
    @Replaces(bean = Clock.class, named = "report")
    Clock clock(@Value("${" + PROPERTY + "}") String now) {
        return Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
    }
}
