package dev.trailtally.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Reads data about a process under /proc on Linux; for a process that has ended it is empty. */
public final class ProcFile {

    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux platform that Java runs on

    private ProcFile() {}

    /** CPU seconds of the process itself. */
    public static double cpuSeconds(long pid) {
        return ticks(pid, 13, 2) / TICKS_PER_SECOND;
    }

    /** CPU seconds of its children that have ended and been waited for. */
    static double endedChildrenCpuSeconds(long pid) {
        return ticks(pid, 15, 2) / TICKS_PER_SECOND;
    }

    /** The largest resident set it ever had, in bytes. */
    public static long peakResident(long pid) {
        return kibibytes(pid, "status", "VmHWM:") * 1024;
    }

    /** Its proportional set now: a page shared by n processes counts for 1/n. In bytes. */
    static long proportionalSet(long pid) {
        return kibibytes(pid, "smaps_rollup", "Pss:") * 1024;
    }

    static List<Long> children(long parent) {
        return ProcessHandle.of(parent).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .toList();
    }

    /** The sum of fields of /proc/pid/stat, counted from 0; the name in field 1 may contain spaces. */
    private static long ticks(long pid, int first, int count) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var fields = Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            return fields.subList(first - 2, first - 2 + count).stream()
                    .mapToLong(Long::parseLong)
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private static long kibibytes(long pid, String file, String name) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/" + file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }
}
