package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.standalone.sample.SampleLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process, with the options that deploy/trailtally gives to the JVM, and a home without anything. */
@Timeout(300)
class QuietTerminalTest {

    private static final Pattern JVM_OPTION = Pattern.compile("--[a-z-]+=[A-Za-z-]+");
    private static final Pattern NOT_FOR_PEOPLE =
            Pattern.compile("(?im)\\bwarn|\\berror\\b|slf4j|restricted|unsafe|deprecat|^\\s+at ");

    @TempDir
    Path folder;

    @Test
    void aScanAndAReportPrintNoWarnings() throws Exception {
        var keep = folder.resolve("kept").toString();
        var logs = SampleLogs.in(folder.toRealPath()).toString();

        assertThat(stderr("scan", "--logs", logs, "--keep", keep))
                .as("stderr of scan")
                .contains("Scan ")
                .doesNotContainPattern(NOT_FOR_PEOPLE);
        assertThat(stderr("report", "service-usage", "--keep", keep))
                .as("stderr of report")
                .doesNotContainPattern(NOT_FOR_PEOPLE);
    }

    private String stderr(String... args) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        command.addAll(jvmOptions());
        command.addAll(List.of(
                "-Dtrailtally.cache=" + System.getProperty("trailtally.cache"),
                "-cp",
                System.getProperty("java.class.path"),
                TrailtallyCommand.class.getName()));
        command.addAll(List.of(args));
        var talk = folder.resolve("talk");
        var builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(talk.toFile());
        builder.environment()
                .put("HOME", Files.createDirectories(folder.resolve("home")).toString());
        builder.environment().remove("XDG_DATA_HOME");
        var process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("the command ends")
                    .isTrue();
        } finally {
            process.destroy();
        }
        var said = Files.readString(talk);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static List<String> jvmOptions() throws IOException {
        var launcher = Files.readString(Path.of("../trailtally"));
        var start = launcher.indexOf("options=(");
        var options = JVM_OPTION
                .matcher(launcher.substring(start, launcher.indexOf(')', start)))
                .results()
                .map(match -> match.group())
                .toList();
        assertThat(options).as("options for the JVM in deploy/trailtally").isNotEmpty();
        return options;
    }
}
