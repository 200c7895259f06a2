package dev.trailtally.collector.source;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder with all its subfolders, or one file, on this machine. */
public final class FolderLogSource implements LogSource {

    private final Path path;
    private final LocalRoots roots;

    /**
     * @param path absolute; need not exist
     * @param roots outside of which nothing is listed or opened
     */
    public FolderLogSource(Path path, LocalRoots roots) {
        this.path = requireNonNull(path, "path is null");
        this.roots = requireNonNull(roots, "roots is null");
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("path is not absolute: " + path);
        }
    }

    @Override
    public void list(ListingScope scope, Listing listing) throws InterruptedException {
        try {
            var root = roots.admit(path);
            var attributes = Files.readAttributes(root, BasicFileAttributes.class);
            new FolderWalk(root, roots, scope, listing).walk(attributes);
        } catch (SourceException e) {
            listing.failure(path.toUri().toString(), e);
        } catch (NoSuchFileException e) {
            var nextStep = "Check the path, and that the folder is mounted where the collector runs.";
            var what = path + " does not exist on the collector's machine";
            listing.failure(path.toUri().toString(), new SourceException("NO_SUCH_FOLDER", what, nextStep, e));
        } catch (IOException e) {
            listing.failure(path.toUri().toString(), FolderWalk.unreadable(path, e));
        }
    }

    @Override
    public InputStream open(String uri, String version) throws SourceException {
        var file = Path.of(URI.create(uri));
        try {
            if (!roots.admit(file).equals(file)) {
                throw changed(file);
            }
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            // Opening a FIFO would wait for its writer.
            if (!attributes.isRegularFile() || !FolderWalk.version(attributes).equals(version)) {
                throw changed(file);
            }
            return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw FolderWalk.unreadable(file, e);
        }
    }

    private static SourceException changed(Path file) {
        return new SourceException(
                "OBJECT_CHANGED",
                file + " is no longer the file that was listed",
                "Scan again: the file as it is now is read as a new version.");
    }
}
