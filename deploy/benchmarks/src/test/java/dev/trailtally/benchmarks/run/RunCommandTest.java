package dev.trailtally.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunCommandTest {

    @TempDir
    private Path folder;

    @Test
    void aRunMeasuresGrowsAndFindsTheCountsRight() throws IOException {
        var run = run("", "--events", "1500", "--grow", "3000", "--calls", "3", "--rounds", "2", "--json");

        assertThat(run.exitCode()).isZero();
        var result = new ObjectMapper().readTree(run.output());
        assertThat(result.path("zcatSeconds")).hasSize(3).allMatch(RunCommandTest::positive);
        assertThat(result.path("zcatCpuSeconds")).hasSize(3); // of so few files it may be 0
        assertThat(result.path("startSeconds")).hasSize(2).allMatch(RunCommandTest::positive);
        assertThat(result.path("pipelines")).hasSize(2).allMatch(pipeline -> positive(pipeline.path("collectSeconds")));
        assertThat(result.at("/pipelines/1/records/stored").asLong()).isEqualTo(1_500);
        assertThat(result.path("differences")).isEmpty();
        assertThat(result.at("/grown/events").asLong()).isEqualTo(3_000);
        assertThat(result.at("/grown/differences")).isEmpty();
        assertThat(result.path("latencies"))
                .hasSize(6)
                .allMatch(latency -> latency.path("calls").asInt() == 3);
        assertThat(result.path("use")).hasSize(6).allMatch(RunCommandTest::positive);
        assertThat(positive(result.at("/size/events"))).isTrue();
        assertThat(result.at("/logs/bytesRaw").asLong()).isGreaterThan(1_500 * 1_000);
    }

    @Test
    void aLostEventIsToldAndFailsTheRunWhichLeavesNoDatabase() throws IOException {
        var run = run("-Dlose=1", "--events", "1500", "--calls", "2", "--rounds", "1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output())
                .contains("WRONG COUNTS", "| **files -> events -> rollups -> first report** |", "p99 ms")
                .containsPattern("\\d{12}: events: expected \\d+, found \\d+");
        // The logs are kept for the next run, the databases are not.
        try (var left = Files.list(folder.resolve("work"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactly("logs-1500-20-2025-03-10-30-42");
        }
    }

    private record Run(int exitCode, String output) {}

    private Run run(String property, String... options) throws IOException {
        var arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of(
                "--trailtally",
                launcher(property).toString(),
                "--work",
                folder.resolve("work").toString()));
        var output = new ByteArrayOutputStream();
        var stdout = System.out;
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            var exitCode = new CommandLine(new RunCommand()).execute(arguments.toArray(String[]::new));
            return new Run(exitCode, output.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(stdout);
        }
    }

    /** Like the product's launcher: a script that becomes the JVM. */
    private Path launcher(String property) throws IOException {
        var script = Files.createFile(
                folder.resolve("trailtally"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Files.writeString(
                script,
                "#!/bin/sh\nexec \"%s/bin/java\" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC %s -cp \"%s\" %s \"$@\"\n"
                        .formatted(
                                System.getProperty("java.home"),
                                property,
                                System.getProperty("java.class.path"),
                                FixtureServer.class.getName()));
    }

    private static boolean positive(JsonNode number) {
        return number.asDouble() > 0;
    }
}
