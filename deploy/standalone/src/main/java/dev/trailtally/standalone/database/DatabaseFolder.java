package dev.trailtally.standalone.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The folder of one database, locked against other processes: PostgreSQL's data, its log, its superuser's password. */
final class DatabaseFolder implements AutoCloseable {

    private static final String LOCK = "trailtally.lock";
    private static final String TEMPORARY_PREFIX = "run-";
    private static final Duration TIME_TO_LOCK = Duration.ofMinutes(1);

    private final Path folder;
    private final boolean kept;
    private final FileChannel lockFile;

    private DatabaseFolder(Path folder, boolean kept, FileChannel lockFile) {
        this.folder = folder;
        this.kept = kept;
        this.lockFile = lockFile;
    }

    /** Opens or makes the folder of a database that stays. */
    static DatabaseFolder keep(Path folder) throws IOException {
        try {
            CacheFolder.makePrivate(folder);
        } catch (FileAlreadyExistsException e) {
            throw new DatabaseFolderException(folder + " is a file; name a folder to keep the database in");
        }
        if (!Files.exists(folder.resolve(LOCK)) && !isEmpty(folder)) {
            throw new DatabaseFolderException(
                    folder + " holds other things and no trailtally database; name an empty or a new folder");
        }
        return locked(folder.toRealPath(), true);
    }

    /** Makes a folder that is deleted on close, and clears away those whose process was killed. */
    static DatabaseFolder temporary(Path parent) throws IOException {
        clearAbandoned(parent);
        return locked(Files.createTempDirectory(parent, TEMPORARY_PREFIX), false);
    }

    Path postgresFolder() {
        return folder.resolve("postgresql");
    }

    Path log() {
        return folder.resolve("postgresql.log");
    }

    Path passwordFile() {
        return folder.resolve("superuser-password");
    }

    boolean kept() {
        return kept;
    }

    /** Brings the folder into a state to start PostgreSQL in, and returns the superuser's password. */
    String prepare() throws IOException {
        new Postmaster(postgresFolder()).stopOrphan();
        if (!Files.exists(readyFile())) {
            // Killed while the database was being made: nothing can have been stored yet.
            delete(postgresFolder());
        }
        if (!Files.exists(passwordFile())) {
            writePrivately(passwordFile(), randomPassword());
        }
        return Files.readString(passwordFile()).strip();
    }

    /** Notes that the database is complete and may hold events from now on. */
    void markReady() throws IOException {
        if (!Files.exists(readyFile())) {
            writePrivately(readyFile(), "");
        }
    }

    static String randomPassword() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        try {
            if (!kept) {
                delete(folder);
            }
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException("could not clear " + folder, e);
        }
    }

    private Path readyFile() {
        return folder.resolve("ready");
    }

    private static DatabaseFolder locked(Path folder, boolean kept) throws IOException {
        var lockFile = tryLock(folder);
        if (lockFile == null) {
            throw new DatabaseInUseException(folder + " is in use by another trailtally (process "
                    + Files.readString(folder.resolve(LOCK)).strip() + "); stop that one or name another folder");
        }
        return new DatabaseFolder(folder, kept, lockFile);
    }

    private static @Nullable FileChannel tryLock(Path folder) throws IOException {
        var file = FileChannel.open(
                folder.resolve(LOCK),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        if (lock(file) == null) {
            file.close();
            return null;
        }
        file.truncate(0);
        file.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return file;
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void clearAbandoned(Path parent) throws IOException {
        try (var folders = Files.newDirectoryStream(parent, TEMPORARY_PREFIX + "*")) {
            for (var folder : folders) {
                clearIfAbandoned(folder);
            }
        }
    }

    private static void clearIfAbandoned(Path folder) throws IOException {
        try {
            var made = Files.getLastModifiedTime(folder).toInstant();
            // A folder this young may belong to a process that has not locked it yet.
            if (made.plus(TIME_TO_LOCK).toEpochMilli() > System.currentTimeMillis()) {
                return;
            }
            try (var lockFile = tryLock(folder)) {
                if (lockFile != null) {
                    new Postmaster(folder.resolve("postgresql")).stopOrphan();
                    delete(folder);
                }
            }
        } catch (NoSuchFileException e) {
            // Its own process deleted it meanwhile.
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }

    private static void writePrivately(Path file, String content) throws IOException {
        try (var channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
