package dev.trailtally.collector.source;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One walk through a folder; its memory does not depend on the number of files. */
final class FolderWalk {

    // Entries of a directory come sorted as long as it has no more of them; a larger one comes in sorted runs.
    private static final int SORTED_ENTRIES = 10_000;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_LINKED_FOLDERS = 10_000;

    private final Path root;
    private final LocalRoots roots;
    private final ListingScope scope;
    private final Listing listing;
    private final List<ListedObject> page = new ArrayList<>();
    private final Set<Path> linkedFolders = new HashSet<>();

    /**
     * One walk.
     *
     * @param root a real path, without symbolic links
     */
    FolderWalk(Path root, LocalRoots roots, ListingScope scope, Listing listing) {
        this.root = root;
        this.roots = roots;
        this.scope = scope;
        this.listing = listing;
    }

    void walk(BasicFileAttributes rootAttributes) throws InterruptedException {
        visit(root, rootAttributes, 0);
        deliver();
    }

    private void visit(Path path, BasicFileAttributes attributes, int depth) throws InterruptedException {
        if (attributes.isRegularFile()) {
            add(path, attributes);
        } else if (!attributes.isDirectory()) {
            fail(path, "NOT_A_FILE", "is neither a file nor a folder and is not opened", "Remove it from the folder.");
        } else if (isDatabase(path) || (depth > 0 && isKeptDatabase(path))) {
            return;
        } else if (depth == MAX_DEPTH) {
            fail(path, "TOO_DEEP_FOLDER", "lies deeper than " + MAX_DEPTH + " folders", "Scan it separately.");
        } else {
            visitFolder(path, depth);
        }
    }

    /** A data directory of PostgreSQL: its files are not logs, whatever their names. */
    private static boolean isDatabase(Path folder) {
        return Files.isRegularFile(folder.resolve("PG_VERSION"), LinkOption.NOFOLLOW_LINKS)
                && Files.isDirectory(folder.resolve("base"), LinkOption.NOFOLLOW_LINKS);
    }

    /** The folder of --keep around such a directory, with the database's log and password. */
    private static boolean isKeptDatabase(Path folder) {
        return Files.isRegularFile(folder.resolve("superuser-password"), LinkOption.NOFOLLOW_LINKS)
                && isDatabase(folder.resolve("postgresql"));
    }

    private void visitFolder(Path folder, int depth) throws InterruptedException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            var entries = stream.iterator();
            while (entries.hasNext()) {
                for (var entry : sortedRun(entries)) {
                    visitEntry(entry, depth + 1);
                }
            }
        } catch (DirectoryIteratorException e) {
            fail(folder, unreadable(folder, new IOException(e)));
        } catch (IOException e) {
            fail(folder, unreadable(folder, e));
        }
    }

    private static List<Path> sortedRun(Iterator<Path> entries) {
        var run = new ArrayList<Path>();
        while (run.size() < SORTED_ENTRIES && entries.hasNext()) {
            run.add(entries.next());
        }
        Collections.sort(run);
        return run;
    }

    private void visitEntry(Path entry, int depth) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            var attributes = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                visitLink(entry, depth);
            } else {
                visit(entry, attributes, depth);
            }
        } catch (SourceException e) {
            fail(entry, e);
        } catch (IOException e) {
            fail(entry, unreadable(entry, e));
        }
    }

    private void visitLink(Path link, int depth) throws SourceException, IOException, InterruptedException {
        if (!Files.exists(link)) {
            var what = "is a link to something that does not exist or that the collector may not see";
            fail(link, "DANGLING_LINK", what, "Remove the link, or mount or restore what it leads to.");
            return;
        }
        var target = roots.admit(link);
        var attributes = Files.readAttributes(link, BasicFileAttributes.class);
        // What lies within the walked folder is met there anyway, once; this also ends every loop of links.
        if (target.startsWith(root) || (attributes.isDirectory() && !linkedFolders.add(target))) {
            return;
        }
        if (linkedFolders.size() > MAX_LINKED_FOLDERS) {
            fail(link, "TOO_MANY_LINKS", "is one of too many links to folders", "Scan its target separately.");
            return;
        }
        visit(target, attributes, depth);
    }

    private void add(Path file, BasicFileAttributes attributes) throws InterruptedException {
        // Not toString: a URI keeps the bytes of names that are not valid in the machine's character set.
        var uri = file.toUri().toString();
        if (!scope.admits(ObjectKey.parse(uri))) {
            return;
        }
        page.add(new ListedObject(
                uri,
                version(attributes),
                attributes.size(),
                attributes.lastModifiedTime().toInstant()));
        if (page.size() == Listing.MAX_PAGE) {
            deliver();
        }
    }

    private void deliver() throws InterruptedException {
        if (!page.isEmpty()) {
            listing.page(List.copyOf(page));
            page.clear();
        }
    }

    private void fail(Path path, String code, String what, String nextStep) {
        fail(path, new SourceException(code, path + " " + what, nextStep));
    }

    private void fail(Path path, SourceException failure) {
        listing.failure(path.toUri().toString(), failure);
    }

    static String version(BasicFileAttributes attributes) {
        return attributes.size() + "-" + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }

    static SourceException unreadable(Path path, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return new SourceException(
                    "NO_SUCH_FILE", path + " is no longer there", NextStep.afterOpening("NO_SUCH_FILE", "", ""), cause);
        }
        return new SourceException(
                "UNREADABLE_FILE",
                path + " cannot be read (" + cause.getClass().getSimpleName() + ")",
                NextStep.afterOpening("UNREADABLE_FILE", "", ""),
                cause);
    }
}
