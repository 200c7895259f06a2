package dev.trailtally.standalone.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SplittableRandom;

/** The files of a folder of logs, distributed at random. */
final class ShuffledLogs {

    private ShuffledLogs() {}

    /** Copies each file to one of several folders below another. */
    static List<Path> of(Path logs, Path below, int number, long seed) throws IOException {
        var random = new SplittableRandom(seed);
        try (var files = Files.walk(logs)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                var copy = below.resolve("part-" + random.nextInt(number))
                        .resolve(logs.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        try (var parts = Files.list(below)) {
            return parts.sorted().toList();
        }
    }
}
