package dev.trailtally.collector.trace;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.awssdk.v2_2.AwsSdkTelemetry;
import jakarta.inject.Singleton;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Starts a span for each request to AWS. */
@Factory
@Requires(property = "tracing.enabled", value = "true")
final class AwsSpans {

    @Singleton
    ExecutionInterceptor spans(OpenTelemetry telemetry) {
        return AwsSdkTelemetry.create(telemetry).newExecutionInterceptor();
    }
}
