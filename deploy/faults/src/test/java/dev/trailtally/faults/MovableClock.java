package dev.trailtally.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The wall clock of a process, which libfaketime moves while the process runs, if this library is installed. */
record MovableClock(Path file) {

    private static final Optional<Path> LIBRARY = List.of(
                    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
                    "/usr/lib64/faketime/libfaketimeMT.so.1",
                    "/usr/lib/faketime/libfaketimeMT.so.1")
            .stream()
            .map(Path::of)
            .filter(Files::exists)
            .findFirst();

    MovableClock {
        set(file, Duration.ZERO);
    }

    static boolean isPossible() {
        return LIBRARY.isPresent();
    }

    Map<String, String> environment() {
        return LIBRARY.map(library -> Map.of(
                        "LD_PRELOAD",
                        library.toString(),
                        "FAKETIME_TIMESTAMP_FILE",
                        file.toString(),
                        // The launcher knows its AOT cache by the times of its jars.
                        "NO_FAKE_STAT",
                        "1",
                        "FAKETIME_CACHE_DURATION",
                        "1",
                        // Java waits by this one, which nobody can move on a real machine either.
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1"))
                .orElse(Map.of());
    }

    void move(Duration offset) {
        set(file, offset);
    }

    private static void set(Path file, Duration offset) {
        try {
            Files.writeString(file, (offset.isNegative() ? "" : "+") + offset.toSeconds() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
