package dev.trailtally.server.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * A piece of work in the background, from its begin to its end on one thread: fields in the log lines of the thread, and a
 * span, if spans are collected. Like those fields, where spans go is the process's, so that work needs no bean for it.
 */
public final class WorkScope implements AutoCloseable {

    static final String TRACE_ID = "trace_id";

    private static volatile OpenTelemetry telemetry = OpenTelemetry.noop();

    private final @Nullable Map<String, String> outer;
    private final Span span;
    private final Scope scope;

    @SuppressWarnings("MustBeClosedChecker") // close() closes it
    private WorkScope(@Nullable Map<String, String> outer, Span span) {
        this.outer = outer;
        this.span = span;
        this.scope = span.makeCurrent();
    }

    /** Where the spans of work go from now on. */
    static void collect(OpenTelemetry spans) {
        telemetry = spans;
    }

    /**
     * Begins it.
     *
     * @param name the span's, one of few
     * @param fields of log lines and, with "trailtally." before their names, of the span: scan, account, region
     */
    public static WorkScope begin(String name, Map<String, String> fields) {
        var outer = MDC.getCopyOfContextMap();
        var builder = telemetry.getTracer("dev.trailtally").spanBuilder(name).setNoParent();
        fields.forEach((field, value) -> {
            MDC.put(field, value);
            builder.setAttribute("trailtally." + field, value);
        });
        var span = builder.startSpan();
        if (span.getSpanContext().isValid()) {
            MDC.put(TRACE_ID, span.getSpanContext().getTraceId());
        }
        return new WorkScope(outer, span);
    }

    /** A task of the current work for another thread. */
    public static Runnable continued(Runnable task) {
        var fields = MDC.getCopyOfContextMap();
        var traced = Context.current().wrap(task);
        return () -> {
            var outer = MDC.getCopyOfContextMap();
            restore(fields);
            try {
                traced.run();
            } finally {
                restore(outer);
            }
        };
    }

    private static void restore(@Nullable Map<String, String> fields) {
        if (fields == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(fields);
        }
    }

    @Override
    public void close() {
        scope.close();
        span.end();
        restore(outer);
    }
}
