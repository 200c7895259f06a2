package dev.trailtally.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The machine of the measurement. */
public record Machine(String cpu, int cores, double memoryGib, String kernel, String java) {

    public static Machine here() throws IOException {
        return new Machine(
                value(Path.of("/proc/cpuinfo"), "model name"),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(value(Path.of("/proc/meminfo"), "MemTotal").replace(" kB", "")) / 1024.0 / 1024.0,
                System.getProperty("os.version"),
                System.getProperty("java.vm.version"));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s, %d cores, %.1f GiB, Linux %s, Java %s", cpu, cores, memoryGib, kernel, java);
    }

    private static String value(Path file, String name) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown " + name);
        }
    }
}
