package dev.trailtally.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchmarkCommandTest {

    @Test
    void growingByNothingIsRefused() {
        var err = new StringWriter();

        int exitCode = BenchmarkCommand.commandLine()
                .setErr(new PrintWriter(err))
                .execute("run", "--events", "500", "--grow", "500");

        assertThat(exitCode).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err).hasToString("benchmark: --grow is 500, not more than --events 500" + System.lineSeparator());
    }
}
