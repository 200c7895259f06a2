package dev.trailtally.server;

import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.ApplicationContextConfigurer;
import io.micronaut.context.annotation.ContextConfigurer;
import io.micronaut.context.env.PropertySource;
import java.util.Map;

/**
 * Settings that all services share, below every other source: open over HTTP are {@code /metrics} and {@code /health} without
 * details, and nothing else.
 */
@ContextConfigurer
public final class ServerDefaults implements ApplicationContextConfigurer {

    private static final int BELOW_FILES = -1_000;

    private static final Map<String, Object> SETTINGS = Map.ofEntries(
            Map.entry("endpoints.all.enabled", false),
            Map.entry("endpoints.health.enabled", true),
            Map.entry("endpoints.health.sensitive", false),
            Map.entry("endpoints.health.details-visible", "NEVER"),
            Map.entry("endpoints.health.jdbc.enabled", false), // it would wait for the pool
            Map.entry("endpoints.health.disk-space.enabled", false),
            Map.entry("micronaut.metrics.binders.web.enabled", false),
            Map.entry("micronaut.metrics.binders.grpc.enabled", false), // RpcMeters also sees unknown methods
            Map.entry("micronaut.metrics.binders.executor.enabled", false),
            Map.entry("micronaut.metrics.binders.netty.enabled", false),
            Map.entry("micronaut.server.max-request-size", "16KB"),
            Map.entry("micronaut.server.netty.max-header-size", "8KB"),
            Map.entry("micronaut.server.idle-timeout", "1m"),
            Map.entry("micronaut.netty.event-loops.default.num-threads", 1));

    @Override
    public void configure(ApplicationContextBuilder builder) {
        builder.propertySources(PropertySource.of("trailtally-server", SETTINGS, BELOW_FILES));
    }
}
