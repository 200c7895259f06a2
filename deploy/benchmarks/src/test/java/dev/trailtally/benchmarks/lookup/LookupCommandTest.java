package dev.trailtally.benchmarks.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trailtally.benchmarks.run.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupCommandTest {

    @TempDir
    private Path folder;

    @Test
    void aCellIsExactAndLeavesNoDatabase() throws IOException {
        var run = run("--units", "1", "--latencies", "0", "--events", "170", "--json");

        assertThat(run.exitCode()).isZero();
        var result = new ObjectMapper().readTree(run.output());
        assertThat(result.path("cells")).hasSize(1);
        var cell = result.at("/cells/0");
        assertThat(cell.at("/stored/count").asLong()).isEqualTo(170);
        assertThat(cell.path("stored")).isEqualTo(cell.path("truth"));
        assertThat(cell.at("/requests/accepted").asLong()).isGreaterThanOrEqualTo(4);
        assertThat(cell.path("peakMemoryBytes").asLong()).isPositive();
        assertThat(result.path("pagers")).hasSize(1);
        assertThat(result.at("/pagers/0/pages").asInt()).isEqualTo(4);
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void skewedUnitsAreExactAndPrintedWithTheirLegend() throws IOException {
        var run = run("--units", "2", "--latencies", "0", "--events", "120", "--skewed", "--skip-sequential");

        assertThat(run.exitCode()).isZero();
        assertThat(run.output())
                .contains("| seconds a page | units | events |", "| 0.00 | 2 | 240 |", Requests.ACHIEVED)
                .contains("every event is stored once, and no other");
    }

    private CommandRun run(String... options) {
        return CommandRun.of(new LookupCommand(), folder, options);
    }
}
