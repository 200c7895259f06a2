package dev.trailtally.standalone.instance;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Services of this user that answer gRPC calls.
 *
 * @param server where
 * @param pid the process
 * @param started when the process started, to the millisecond: ids are reused
 * @param database the folder that keeps the database; null for one that is deleted on close
 */
public record RunningInstance(
        ServerAddress server,
        long pid,
        Instant started,
        @Nullable Path database) {

    /** This process, answering on a port. */
    static RunningInstance here(int port, @Nullable Path database) {
        var process = ProcessHandle.current();
        return new RunningInstance(
                new ServerAddress("127.0.0.1", port),
                process.pid(),
                started(process).orElse(Instant.EPOCH),
                database);
    }

    /** Whether the process that wrote the address still runs. */
    boolean alive() {
        return ProcessHandle.of(pid)
                .filter(process -> started(process).orElse(Instant.EPOCH).equals(started))
                .isPresent();
    }

    private static Optional<Instant> started(ProcessHandle process) {
        return process.info().startInstant();
    }
}
