package dev.trailtally.benchmarks.lastaccessed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trailtally.benchmarks.run.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastAccessedCommandTest {

    @TempDir
    private Path folder;

    @Test
    void aCellOfServicesIsExactAndLeavesNoDatabase() throws IOException {
        var run = run("--json");

        assertThat(run.exitCode()).isZero();
        var result = new ObjectMapper().readTree(run.output());
        assertThat(result.path("cells")).hasSize(1);
        var cell = result.at("/cells/0");
        assertThat(cell.path("jobsDone").asLong()).isEqualTo(40);
        assertThat(cell.at("/stored/count").asLong()).isEqualTo(40 * 5);
        assertThat(cell.path("stored")).isEqualTo(cell.path("truth"));
        assertThat(cell.at("/requests/readsPerJob").asDouble()).isGreaterThanOrEqualTo(1);
        assertThat(cell.at("/requests/achievedMin").asDouble()).isPositive().isLessThanOrEqualTo(1);
        assertThat(cell.path("peakMemoryBytes").asLong()).isPositive();
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void actionsAreExactAndPrintedWithTheirLegend() {
        var run = run("--actions");

        assertThat(run.exitCode()).isZero();
        assertThat(run.output())
                .contains("2 accounts of 20 principals, each allowed 5 services", "ACTION_LEVEL", Requests.ACHIEVED)
                .contains("| 50.0 | 0.00 | 40 |", "every job is done, and every row is stored as IAM returned it");
    }

    private CommandRun run(String option) {
        return CommandRun.of(
                new LastAccessedCommand(),
                folder,
                "--rates=50",
                "--latencies=0",
                "--accounts=2",
                "--principals=20",
                "--services=5",
                "--job-delay=0-0.2",
                option);
    }
}
