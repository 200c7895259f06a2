package dev.trailtally.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** proto/breaking in a separate repository, whose contract is one file. */
class ReleaseComparisonTest {

    private static final Path BUF = Path.of(System.getProperty("buf", "target/buf/buf.exe"));
    private static final String RELEASED = """
            syntax = "proto3";
            package trailtally.test.v1;
            message Interval {
              int64 start = 1;
              int64 end = 2;
            }
            """;

    @TempDir
    Path repository;

    private record Run(int exitCode, String said) {}

    @BeforeEach
    void oneCommit() throws Exception {
        assumeTrue(Files.isExecutable(BUF), "buf is brought by the build, unless -DskipLint");
        assumeTrue(hasGit(), "there is no git");
        var proto = Files.createDirectories(repository.resolve("proto/trailtally/test/v1"));
        for (var file : new String[] {"breaking", "buf.yaml"}) {
            Files.copy(Path.of(file), repository.resolve("proto").resolve(file));
        }
        Files.writeString(proto.resolve("test.proto"), RELEASED);
        git("init", "--quiet");
        git("add", "--all");
        git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message", "contract");
    }

    @Test
    void withoutATagNothingIsCompared() throws Exception {
        assertThat(compare()).isEqualTo(new Run(0, """
                buf breaking: not compared with a release: git knows no tag v* (a shallow clone has none: \
                git fetch --tags)
                """));
    }

    @Test
    void aFieldCanBeAdded() throws Exception {
        git("tag", "v1.0.0");
        contract(RELEASED.replace("end = 2;", "end = 2; bool open = 3;"));

        assertThat(compare()).isEqualTo(new Run(0, "buf breaking: compared with v1.0.0\n"));
    }

    @Test
    void aFieldCannotBeRemoved() throws Exception {
        git("tag", "v1.0.0");
        contract(RELEASED.replace("int64 end = 2;", ""));

        var run = compare();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.said()).contains("\"2\" with name \"end\" on message \"Interval\" was deleted", "v1.0.0");
    }

    @Test
    void theNewestReleaseCounts() throws Exception {
        git("tag", "v0.9.0");
        git("tag", "v0.10.0");
        git("tag", "v0.10.0-rc1");
        git("tag", "voyage");

        assertThat(compare().said()).isEqualTo("buf breaking: compared with v0.10.0\n");
    }

    @Test
    void outsideOfARepositoryNothingIsCompared() throws Exception {
        var archive = Files.createDirectories(repository.resolve("unpacked/proto"));
        for (var file : new String[] {"breaking", "buf.yaml"}) {
            Files.copy(Path.of(file), archive.resolve(file));
        }
        git("tag", "v1.0.0");

        var run = run(archive, "./breaking", BUF.toAbsolutePath().toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.said()).startsWith("buf breaking: not compared with a release: this folder is no part of");
    }

    private void contract(String text) throws IOException {
        Files.writeString(repository.resolve("proto/trailtally/test/v1/test.proto"), text);
    }

    private Run compare() throws Exception {
        return run(repository, "proto/breaking", BUF.toAbsolutePath().toString());
    }

    private void git(String... arguments) throws Exception {
        var command = Stream.concat(Stream.of("git"), Arrays.stream(arguments)).toArray(String[]::new);
        var run = run(repository, command);
        assertThat(run.exitCode()).as(run.said()).isZero();
    }

    private static boolean hasGit() throws InterruptedException {
        try {
            return run(Path.of("."), "git", "--version").exitCode() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Run run(Path folder, String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes());
        return new Run(process.waitFor(), said);
    }
}
