package dev.trailtally.benchmarks.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder of logs.
 *
 * @param tree the folder that is scanned
 * @param truth its true counts; null if unknown
 */
public record LogFolder(Path tree, @Nullable Truth truth) {

    private static final String TREE = "logs";
    private static final String TRUTH = "truth.json";

    /** A generated folder, its "logs", or any other folder of logs. */
    public static LogFolder open(Path path) throws IOException {
        var folder = path.toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("no such folder: " + folder);
        }
        var tree = Files.isRegularFile(folder.resolve(TRUTH)) ? folder.resolve(TREE) : folder;
        var truth = tree.resolveSibling(TRUTH);
        var generated = tree.endsWith(TREE) && Files.isRegularFile(truth);
        return new LogFolder(tree, generated ? Truth.read(truth) : null);
    }

    static Path tree(Path out) {
        return out.resolve(TREE);
    }

    static Path truth(Path out) {
        return out.resolve(TRUTH);
    }

    /** The gzip files, in the order of their paths. */
    public List<Path> files() {
        try (var paths = Files.walk(tree)) {
            return paths.filter(path -> path.toString().endsWith(".json.gz"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
