package dev.trailtally.benchmarks.run;

import dev.trailtally.benchmarks.logs.LogFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/**
 * The yardstick for the machine: the time of "zcat | wc -c" over all files.
 *
 * @param seconds wall time
 * @param cpuSeconds of all its processes
 * @param bytesRaw size of the files before compression
 */
public record Zcat(double seconds, double cpuSeconds, long bytesRaw) {

    private static final String COMMAND =
            "set -o pipefail; find \"$0\" -name '*.json.gz' -print0 | sort -z | xargs -0 zcat | wc -c";

    /** Reads all files once, so that neither measurement includes a cold disk; returns their size. */
    public static long warm(LogFolder logs) throws IOException {
        var bytes = 0L;
        for (var file : logs.files()) {
            bytes += Files.copy(file, OutputStream.nullOutputStream());
        }
        return bytes;
    }

    public static Zcat time(LogFolder logs) throws IOException, InterruptedException {
        var self = ProcessHandle.current().pid();
        var cpuBefore = ProcFile.endedChildrenCpuSeconds(self);
        var begun = System.nanoTime();
        var process = new ProcessBuilder(
                        List.of("bash", "-c", COMMAND, logs.tree().toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("zcat failed on " + logs.tree());
        }
        return new Zcat(
                (System.nanoTime() - begun) / 1e9,
                ProcFile.endedChildrenCpuSeconds(self) - cpuBefore,
                Long.parseLong(output));
    }
}
