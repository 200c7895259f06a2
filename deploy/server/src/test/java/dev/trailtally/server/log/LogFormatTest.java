package dev.trailtally.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.trailtally.server.trace.WorkScope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogFormatTest {

    private static final String CONFIGURATION =
            "<configuration><include resource=\"trailtally-log.xml\"/></configuration>";

    @Test
    void aLineIsJsonWithTheFieldsOfItsWorkIfAskedFor() throws JoranException {
        assertThat(line("json"))
                .startsWith("{")
                .contains(
                        "\"message\":\"said \\\"so\\\"\"",
                        "\"level\":\"WARN\"",
                        "\"scan\":\"s-1\"",
                        "\"account\":\"000000000001\"");
    }

    @Test
    void aLineIsTextOtherwise() throws JoranException {
        assertThat(line(null)).contains("WARN  test - said \"so\"").doesNotContain("{");
    }

    @SuppressWarnings("try") // the scope is left at the end, and not used before
    private static String line(@Nullable String format) throws JoranException {
        var context = new LoggerContext();
        if (format != null) {
            context.putProperty("LOG_FORMAT", format);
        }
        var before = System.err;
        var written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try (var scope = WorkScope.begin("test", Map.of("scan", "s-1", "account", "000000000001"))) {
            context.setMDCAdapter(MDC.getMDCAdapter());
            var configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.UTF_8)));
            context.getLogger("test").warn("said \"so\"");
        } finally {
            context.stop();
            System.setErr(before);
        }
        return written.toString(StandardCharsets.UTF_8);
    }
}
