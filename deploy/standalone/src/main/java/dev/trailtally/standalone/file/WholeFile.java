package dev.trailtally.standalone.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that exist completely or not at all. */
public final class WholeFile {

    private WholeFile() {}

    /** Writes the content. */
    @FunctionalInterface
    public interface Content {

        /** Writes it to a stream that is closed afterwards. */
        void write(OutputStream out) throws IOException;
    }

    /** Whether the name is that of a folder, a device, a pipe or a link to nothing, which a file must not replace. */
    public static boolean isTaken(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file);
    }

    /**
     * Writes beside the file and renames; an existing file is replaced, and its folder is created if it is missing. A link
     * stays, and its target is replaced.
     *
     * @return how many bytes the file has
     * @throws FileSystemException if the name {@linkplain #isTaken is taken}
     */
    public static long write(Path file, Content content) throws IOException {
        if (isTaken(file)) {
            throw new FileSystemException(file.toString(), null, "it is not a regular file; name another one");
        }
        var target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Files.createDirectories(target.getParent());
        // Not createTempFile: its files are only for their owner, regardless of the umask.
        var temporary = target.resolveSibling(".new" + UUID.randomUUID() + ".tmp");
        try {
            try (var out = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.write(out);
            }
            var bytes = Files.size(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return bytes;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
