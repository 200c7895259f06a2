package dev.trailtally.benchmarks.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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

    private record Run(int exitCode, String output) {}

    private Run run(String... options) {
        var arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--work", folder.toString()));
        var output = new ByteArrayOutputStream();
        var stdout = System.out;
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            var exitCode = new CommandLine(new LookupCommand()).execute(arguments.toArray(String[]::new));
            return new Run(exitCode, output.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(stdout);
        }
    }
}
