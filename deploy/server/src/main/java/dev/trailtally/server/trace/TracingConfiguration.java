package dev.trailtally.server.trace;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Whether calls and work are traced. Beans that are only needed then require the key itself.
 *
 * @param enabled whether spans are sent to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names
 */
@ConfigurationProperties("tracing")
record TracingConfiguration(
        @Bindable(defaultValue = "false") boolean enabled) {}
