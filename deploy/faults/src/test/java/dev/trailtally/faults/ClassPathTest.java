package dev.trailtally.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassPathTest {

    @ParameterizedTest
    @EnumSource
    void aServiceRefusesTheJarsOfOthersByName(Service service) throws Exception {
        var process = new ProcessBuilder(
                        Version.JAVA.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        service.program.getName())
                .redirectErrorStream(true)
                .start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(printed).isOne();
        assertThat(printed).contains("several services", "collector", "aggregator", "report", "its own folder lib");
    }
}
