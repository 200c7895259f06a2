package dev.trailtally.standalone.database;

import dev.trailtally.standalone.file.FullFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.io.file.PathUtils;
import org.jspecify.annotations.Nullable;

/** The folder of one database, locked against other processes: PostgreSQL's data, its log, its superuser's password. */
final class DatabaseFolder implements AutoCloseable {

    private static final String LOCK = "trailtally.lock";
    private static final String POSTGRESQL = "postgresql";
    private static final String LOG = "postgresql.log";
    private static final String OLDER_LOG = "postgresql.log.1";
    private static final long MAX_LOG_BYTES = 10_000_000;
    private static final String PASSWORD = "superuser-password";
    private static final String READY = "ready";
    private static final Set<String> OUR_NAMES = Set.of(LOCK, POSTGRESQL, LOG, OLDER_LOG, PASSWORD, READY);
    private static final String TEMPORARY_PREFIX = "run-";
    private static final Duration TIME_TO_LOCK = Duration.ofMinutes(1);

    private static final Set<PosixFilePermission> OF_OWNER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE_OF_OWNER = PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final boolean kept;
    private final FileChannel lockFile;

    private DatabaseFolder(Path folder, boolean kept, FileChannel lockFile) {
        this.folder = folder;
        this.kept = kept;
        this.lockFile = lockFile;
    }

    /** Opens or creates the folder of a kept database. */
    static DatabaseFolder keep(Path folder) throws IOException {
        return usable(folder, () -> {
            checkName(folder);
            CacheFolder.makePrivate(folder);
            if (!isOurs(folder) && !PathUtils.isEmptyDirectory(folder)) {
                throw new DatabaseFolderException(
                        folder + " holds other files and no trailtally database; name an empty or a new folder");
            }
            return locked(folder.toRealPath(), true);
        });
    }

    /** Opens the folder of an existing database; creates nothing. */
    static DatabaseFolder open(Path folder) throws IOException {
        return usable(folder, () -> {
            checkName(folder);
            if (!holdsDatabase(folder)) {
                throw new DatabaseFolderException("there is no trailtally database in " + folder);
            }
            return locked(folder.toRealPath(), true);
        });
    }

    /** Whether there is a database in the folder. */
    static boolean holdsDatabase(Path folder) throws IOException {
        return usable(folder, new DataDirectory(postgresFolder(folder))::holdsDatabase);
    }

    /** Creates a folder that is deleted on close, and deletes those of killed processes. */
    static DatabaseFolder temporary(Path parent) throws IOException {
        clearAbandoned(parent);
        return locked(Files.createTempDirectory(parent, TEMPORARY_PREFIX), false);
    }

    Path postgresFolder() {
        return postgresFolder(folder);
    }

    Path log() {
        return folder.resolve(LOG);
    }

    Path path() {
        return folder;
    }

    Path passwordFile() {
        return folder.resolve(PASSWORD);
    }

    boolean kept() {
        return kept;
    }

    /**
     * Brings the folder into a state to start PostgreSQL in, and returns the superuser's password. Its content is kept.
     *
     * @param talk receives messages for the user, a line at a time
     */
    String prepare(Consumer<String> talk) throws IOException {
        new Postmaster(postgresFolder()).stopOrphan();
        var data = new DataDirectory(postgresFolder());
        if (data.holdsDatabase()) {
            data.checkVersion();
            if (!Files.exists(passwordFile())) {
                throw new DatabaseFolderException(
                        passwordFile() + " is missing, and nobody can log in without it; restore it from a backup");
            }
        } else if (Files.exists(readyFile())) {
            throw new DatabaseFolderException(folder + " held a database, which is missing from " + postgresFolder()
                    + "; restore that folder, or delete " + readyFile() + " to start with an empty database");
        } else {
            if (!data.isEmpty()) {
                talk.accept("A database in " + folder
                        + " was never completed, and nothing is stored in it. It was moved to " + data.moveAside()
                        + "; delete that if you do not need it.");
            }
            if (!Files.exists(passwordFile())) {
                writePrivately(passwordFile(), randomPassword());
            }
        }
        restrict();
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

    /** Removes the permissions of others: a folder that the user created or restored may be open to them. */
    private void restrict() throws IOException {
        Files.setPosixFilePermissions(folder, OF_OWNER);
        if (Files.exists(postgresFolder())) {
            Files.setPosixFilePermissions(postgresFolder(), OF_OWNER);
        }
        if (Files.exists(log()) && Files.size(log()) > MAX_LOG_BYTES) {
            Files.move(log(), folder.resolve(OLDER_LOG), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(log())) {
            writePrivately(log(), "");
        }
        for (var name : List.of(PASSWORD, LOG, OLDER_LOG, READY, LOCK)) {
            if (Files.exists(folder.resolve(name))) {
                Files.setPosixFilePermissions(folder.resolve(name), FILE_OF_OWNER);
            }
        }
    }

    private Path readyFile() {
        return folder.resolve(READY);
    }

    private static Path postgresFolder(Path folder) {
        return folder.resolve(POSTGRESQL);
    }

    private static void checkName(Path folder) throws IOException {
        if (Files.isSymbolicLink(folder) && !Files.exists(folder)) {
            throw new DatabaseFolderException(folder + " is a link to " + Files.readSymbolicLink(folder)
                    + ", which does not exist; create that folder or name another one");
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new DatabaseFolderException(folder + " is a file; name a folder to keep the database in");
        }
    }

    /** Whether trailtally created it; without its lock, as after a partial restore, its database shows that. */
    private static boolean isOurs(Path folder) throws IOException {
        return Files.exists(folder.resolve(LOCK)) || holdsDatabase(folder);
    }

    /** Explains why a folder cannot be used if its permissions or its file system prevent it. */
    private static <T> T usable(Path folder, Use<T> use) throws IOException {
        try {
            return use.make();
        } catch (FileSystemException e) {
            if (FullFileSystem.isSaidBy(e)) {
                throw e;
            }
            throw new DatabaseFolderException(
                    folder + " cannot be used: " + DatabaseFolderException.reason(e) + "; name a folder of your own",
                    e);
        }
    }

    /** An action that may fail. */
    @FunctionalInterface
    private interface Use<T> {
        T make() throws IOException;
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
                PosixFilePermissions.asFileAttribute(FILE_OF_OWNER));
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
            if (!holdsNothingElse(folder)) {
                return;
            }
            // A folder this young may belong to a process that has not locked it yet.
            if (made.plus(TIME_TO_LOCK).toEpochMilli() > System.currentTimeMillis()) {
                return;
            }
            try (var lockFile = tryLock(folder)) {
                if (lockFile != null) {
                    new Postmaster(postgresFolder(folder)).stopOrphan();
                    delete(folder);
                }
            }
        } catch (NoSuchFileException e) {
            // Its own process has deleted it in the meantime.
        }
    }

    /** Whether everything in it has a name that trailtally uses. */
    private static boolean holdsNothingElse(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.allMatch(
                    entry -> OUR_NAMES.contains(entry.getFileName().toString()));
        }
    }

    private static void writePrivately(Path file, String content) throws IOException {
        try (var channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(FILE_OF_OWNER))) {
            channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            PathUtils.deleteDirectory(folder);
        }
    }
}
