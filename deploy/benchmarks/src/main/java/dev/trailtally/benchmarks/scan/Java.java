package dev.trailtally.benchmarks.scan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a class of the benchmark's class path is run in a process of its own, by the JVM that runs the benchmark. */
public final class Java {

    private Java() {}

    /** @param jvmOptions before the class path */
    public static List<String> command(List<String> jvmOptions, String mainClass, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("--enable-native-access=ALL-UNNAMED", "-Dlogback.configurationFile=benchmark-logback.xml"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        return command;
    }
}
