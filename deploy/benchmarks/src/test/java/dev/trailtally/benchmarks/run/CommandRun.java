package dev.trailtally.benchmarks.run;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** What a command printed on stdout, and how it ended. */
public record CommandRun(int exitCode, String output) {

    /** @param work where it creates its databases */
    public static CommandRun of(Object command, Path work, String... options) {
        var arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--work", work.toString()));
        var output = new ByteArrayOutputStream();
        var stdout = System.out;
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            var exitCode = new CommandLine(command).execute(arguments.toArray(String[]::new));
            return new CommandRun(exitCode, output.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(stdout);
        }
    }
}
