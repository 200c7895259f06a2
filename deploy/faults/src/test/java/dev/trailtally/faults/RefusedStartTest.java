package dev.trailtally.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedStartTest {

    @ParameterizedTest
    @CsvSource({
        "COLLECTOR_LEASE, half a minute, collector.lease is \"half a minute\"",
        "COLLECTOR_LEASE, 1s, collector.lease must be at least 3s",
        "COLLECTOR_HOST, 0.0.0.0, CALLERS_ANONYMOUS_ROLE",
        "COLLECTOR_DATABASE_PASSWORD_FILE, /nowhere, COLLECTOR_DATABASE_PASSWORD_FILE"
    })
    void theLastLineNamesTheSettingToCorrect(String variable, String value, String named) throws Exception {
        var builder = new ProcessBuilder(Version.PRESENT.command(Service.COLLECTOR)).redirectErrorStream(true);
        builder.environment().put(variable, value);
        builder.environment().put("COLLECTOR_PORT", Integer.toString(ServiceProcess.freePort()));
        builder.environment().put("COLLECTOR_HTTP_PORT", Integer.toString(ServiceProcess.freePort()));
        var process = builder.start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("the process ends").isTrue();
        assertThat(process.exitValue()).as(printed).isOne();
        assertThat(printed.lines().reduce("", (first, second) -> second))
                .as("the last line of " + printed)
                .contains("collector does not start: ", named);
    }
}
