package dev.trailtally.collector.metric;

import dev.trailtally.collector.aws.AwsError;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Counts every request that is sent to AWS, also those that the SDK repeats, by API and outcome. A repeated request shows only
 * its status: what the SDK repeats after a 4xx was throttled.
 */
@Singleton
public final class AwsMeters implements ExecutionInterceptor {

    private static final ExecutionAttribute<Integer> LAST_STATUS = new ExecutionAttribute<>("trailtally-last-status");
    private static final int UNANSWERED = 0;

    private final MeterRegistry registry;
    private final Map<Request, Counter> counters = new ConcurrentHashMap<>();

    AwsMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        var last = attributes.getAttribute(LAST_STATUS);
        if (last != null) {
            count(attributes, last >= 400 && last < 500 ? Outcome.THROTTLED : Outcome.FAILED);
        }
        attributes.putAttribute(LAST_STATUS, UNANSWERED);
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        attributes.putAttribute(LAST_STATUS, context.httpResponse().statusCode());
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        count(attributes, Outcome.OK);
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        if (attributes.getAttribute(LAST_STATUS) != null) { // else nothing was sent
            count(attributes, outcome(context.exception()));
        }
    }

    private static Outcome outcome(Throwable failure) {
        if (!(failure instanceof AwsServiceException refusal)) {
            return Outcome.FAILED;
        }
        if (refusal.isThrottlingException()) {
            return Outcome.THROTTLED;
        }
        return AwsError.isDenial(AwsError.of(refusal).code()) ? Outcome.DENIED : Outcome.FAILED;
    }

    private void count(ExecutionAttributes attributes, Outcome outcome) {
        var api = name(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME))
                        .toLowerCase(Locale.ROOT) + ":"
                + name(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
        counters.computeIfAbsent(new Request(api, outcome), this::counter).increment();
    }

    private static String name(@Nullable String name) {
        return name == null ? "unknown" : name;
    }

    private Counter counter(Request request) {
        return Counter.builder("trailtally.aws.requests")
                .description("Requests to AWS by API and outcome")
                .tag("api", request.api())
                .tag("outcome", request.outcome().name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private record Request(String api, Outcome outcome) {}

    private enum Outcome {
        OK,
        THROTTLED,
        DENIED,
        FAILED
    }
}
