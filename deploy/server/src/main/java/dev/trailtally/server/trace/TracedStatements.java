package dev.trailtally.server.trace;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.order.Ordered;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** Starts a span for each SQL statement: its text with a question mark for each value, and no parameters. */
@Singleton
@Requires(property = "tracing.enabled", value = "true")
final class TracedStatements implements BeanCreatedEventListener<DataSource>, Ordered {

    private final BeanProvider<OpenTelemetry> telemetry;

    TracedStatements(BeanProvider<OpenTelemetry> telemetry) {
        this.telemetry = telemetry;
    }

    // Below Micronaut's own wrapper, which the services take off.
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        return JdbcTelemetry.builder(telemetry.get())
                .setDataSourceInstrumenterEnabled(false)
                .setStatementSanitizationEnabled(true)
                .build()
                .wrap(event.getBean());
    }
}
