package dev.trailtally.standalone.reference;

import dev.trailtally.server.caller.NamedCallers;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Brings the callers of tests into servers that start by themselves. */
@Factory
final class TestCallers {

    @Singleton
    NamedCallers namedCallers() {
        return new NamedCallers();
    }
}
