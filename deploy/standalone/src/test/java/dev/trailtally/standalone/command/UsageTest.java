package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {

    @TempDir
    Path folder;

    @Test
    void aMissingFolderIsNamedWithTheNextStep() {
        var run = Cli.run("scan", "--logs", folder.resolve("nowhere").toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .contains("There is no " + folder.resolve("nowhere"))
                .contains("leave --logs out");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scan --account 1234 | twelve digits",
                "scan --start yesterday | is no time",
                "scan --start 2024-05-07 --end 2024-05-07 | before --end",
                "scan --s3 bucket/prefix | s3://<bucket>/<prefix>",
                "scan --s3-region eu-west-1 | goes with --s3",
                "scan --accounts-shown -1 | 0 or more",
                "scan --logz x | --logs",
                "serve --port 70000 | 0 to 65535",
                "scann | scan",
                "'' | Say what to do"
            })
    void aWrongCommandLineIsExplained(String line, String explanation) {
        var run = Cli.run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(explanation).contains("--help").doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--help", "scan --help", "serve --help", "help scan"})
    void helpGoesToStdout(String line) {
        var run = Cli.run(line.split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: trailtally").contains("Examples:");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void helpListsEveryExitCode() {
        assertThat(Cli.run("scan", "--help").out()).containsPattern("(?s)Exit codes:.* 0 .* 1 .* 2 .* 3 .* 4 .*130 ");
    }

    @Test
    void aFolderThatIsNoDatabaseIsRefused() throws IOException {
        Files.writeString(folder.resolve("photo.jpg"), "");

        var run = Cli.run("scan", "--keep", folder.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("holds other things").doesNotContain("--verbose");
    }
}
