package dev.trailtally.server.trace;

import io.grpc.ServerBuilder;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.grpc.v1_6.GrpcTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Spans of calls, SQL statements and requests to AWS, if "tracing.enabled" is true (TRACING_ENABLED): sent by OTLP to where
 * OpenTelemetry's own environment variables say.
 */
@Factory
@Requires(property = "tracing.enabled", value = "true")
final class Tracing {

    @Singleton
    @Bean(preDestroy = "close")
    @Requires(missingBeans = OpenTelemetry.class)
    OpenTelemetrySdk openTelemetry(@Value("${micronaut.application.name:trailtally}") String service) {
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> Map.of(
                        "otel.service.name", service,
                        "otel.metrics.exporter", "none",
                        "otel.logs.exporter", "none"))
                .addSamplerCustomizer((sampler, settings) -> new WorkSampler(sampler))
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
    }

    /** Takes the spans of work in the background, too. */
    @Context
    @Requires(property = "tracing.enabled", value = "true")
    static final class BackgroundWork {

        BackgroundWork(OpenTelemetry telemetry) {
            WorkScope.collect(telemetry);
        }

        @PreDestroy
        void stop() {
            WorkScope.collect(OpenTelemetry.noop());
        }
    }

    /** Starts a span for each call, or continues that of its caller. */
    @Singleton
    @Requires(property = "tracing.enabled", value = "true")
    static final class Calls implements BeanCreatedEventListener<ServerBuilder<?>> {

        private final BeanProvider<OpenTelemetry> telemetry;

        Calls(BeanProvider<OpenTelemetry> telemetry) {
            this.telemetry = telemetry;
        }

        @Override
        public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
            return event.getBean()
                    .intercept(GrpcTelemetry.create(telemetry.get()).newServerInterceptor());
        }
    }
}
