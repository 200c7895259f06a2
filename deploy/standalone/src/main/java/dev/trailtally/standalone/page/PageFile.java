package dev.trailtally.standalone.page;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The file of a page: the whole of it or, where that fails, what was there before. */
public final class PageFile {

    private PageFile() {}

    /** Writes a page, and returns how many bytes it has. */
    public static long write(Page page, Path file) throws IOException {
        var target = file.toAbsolutePath();
        var folder = target.getParent();
        if (folder == null || Files.isDirectory(target)) {
            throw new FileAlreadyExistsException(file.toString(), null, "it is a folder; name a file");
        }
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder + " (there is no such folder; make it first)");
        }
        var temporary = Files.createTempFile(folder, "." + target.getFileName(), ".tmp");
        try {
            try (Writer writer = Files.newBufferedWriter(temporary)) {
                new PageHtml().write(page, writer);
            }
            var bytes = Files.size(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return bytes;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
