package dev.trailtally.standalone.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are there whole or not at all. */
public final class WholeFile {

    private WholeFile() {}

    /** Writes the content. */
    @FunctionalInterface
    public interface Content {

        /** Writes it to a stream that is closed afterwards. */
        void write(OutputStream out) throws IOException;
    }

    /** Writes beside the file and renames; a file of that name is replaced. */
    public static void write(Path file, Content content) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        var temporary = Files.createTempFile(folder, ".new", ".tmp");
        try {
            try (var out = Files.newOutputStream(temporary)) {
                content.write(out);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
