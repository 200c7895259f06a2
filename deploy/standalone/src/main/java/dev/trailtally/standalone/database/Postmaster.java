package dev.trailtally.standalone.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The PostgreSQL server process of a data directory, which outlives a killed JVM.
 *
 * @param postgresFolder its data directory
 */
record Postmaster(Path postgresFolder) {

    private static final int PATIENCE_SECONDS = 60;

    /** The running server's process; empty if none runs. */
    Optional<ProcessHandle> find() throws IOException {
        var pidFile = postgresFolder.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        var firstLine = Files.readString(pidFile).lines().findFirst().orElse("");
        if (!firstLine.matches("[0-9]{1,10}")) {
            return Optional.empty();
        }
        // The process id may have been reused; the server has its data directory on its command line.
        return ProcessHandle.of(Long.parseLong(firstLine))
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(postgresFolder.toString()))
                        .isPresent());
    }

    /** Ends a server that a killed process left behind; the caller holds the folder's lock, so no other process uses it. */
    void stopOrphan() throws IOException {
        var orphan = find();
        if (orphan.isEmpty()) {
            return;
        }
        orphan.get().destroy();
        if (!awaitEnd(orphan.get())) {
            orphan.get().destroyForcibly();
            if (!awaitEnd(orphan.get())) {
                throw new DatabaseFolderException("PostgreSQL (process "
                        + orphan.get().pid() + ") still runs in " + postgresFolder + "; end it, then try again");
            }
        }
    }

    /** Waits for the end of a server that was told to stop. */
    static boolean awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("could not wait for process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
