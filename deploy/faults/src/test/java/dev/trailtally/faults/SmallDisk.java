package dev.trailtally.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file system that can be filled, for the tables of a database: one in memory, if these tests may mount it. Otherwise a
 * plain folder.
 */
final class SmallDisk implements AutoCloseable {

    private static final int MEBIBYTES = 512;
    private static final int CHUNK = 1 << 20;
    private static final int LAST_CHUNK = 4_096;

    private final Path folder;
    private final boolean mounted;

    private SmallDisk(Path folder, boolean mounted) {
        this.folder = folder;
        this.mounted = mounted;
    }

    static SmallDisk create(Path folder) throws IOException {
        Files.createDirectories(folder);
        var mounted = run("mount", "-t", "tmpfs", "-o", "size=" + MEBIBYTES + "m", "tmpfs", folder.toString());
        Files.createDirectories(folder.resolve("tables"));
        return new SmallDisk(folder, mounted);
    }

    boolean canBeFilled() {
        return mounted;
    }

    Path tables() {
        return folder.resolve("tables");
    }

    /** Leaves no byte free. */
    void fill() {
        if (!mounted) {
            throw new IllegalStateException(folder + " is not a file system of its own");
        }
        try (var file = FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            fill(file, CHUNK);
            fill(file, LAST_CHUNK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(FileChannel file, int chunk) {
        try {
            while (file.size() >= 0) {
                file.write(ByteBuffer.allocate(chunk));
            }
        } catch (IOException full) {
            // What was wanted.
        }
    }

    void free() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    @Override
    public void close() {
        if (mounted) {
            run("umount", "-l", folder.toString());
        }
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
