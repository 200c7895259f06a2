package dev.trailtally.collector.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folders of this machine that scans may read. */
public record LocalRoots(List<Path> roots) {

    /** The code of a refusal. */
    public static final String OUTSIDE_ROOTS = "OUTSIDE_ROOTS";

    public LocalRoots {
        roots = List.copyOf(roots);
        for (var root : roots) {
            if (!root.isAbsolute()) {
                throw new IllegalArgumentException("collector.local-roots must be absolute paths, found: " + root);
            }
        }
    }

    /** These and one more. */
    public LocalRoots with(Path root) {
        return new LocalRoots(
                Stream.concat(roots.stream(), Stream.of(root)).distinct().toList());
    }

    /**
     * The path without symbolic links and dots; if it does not exist, as far as it does.
     *
     * @throws SourceException if that lies within no root
     */
    public Path admit(Path path) throws SourceException {
        var real = real(path.normalize());
        if (roots.stream().noneMatch(root -> real.startsWith(real(root.normalize())))) {
            throw new SourceException(
                    OUTSIDE_ROOTS,
                    path + " is outside the folders that the collector may read",
                    "Add its folder to collector.local-roots (COLLECTOR_LOCAL_ROOTS) and restart the collector.");
        }
        return real;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException | InvalidPathException e) {
            var parent = path.getParent();
            var name = path.getFileName();
            // Where a link leads nowhere yet is unknown: it must not pass as a file within the root.
            return parent == null || name == null || Files.isSymbolicLink(path)
                    ? Path.of("/")
                    : real(parent).resolve(name);
        }
    }
}
