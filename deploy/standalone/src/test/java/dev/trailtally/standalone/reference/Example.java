package dev.trailtally.standalone.reference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A call to make and to show.
 *
 * @param rpc its full name, with a slash before the method
 * @param request as JSON; names in braces are replaced by values that differ from run to run
 */
record Example(String rpc, String request) {

    private static final String FILE = "/reference/examples.tsv";

    /** All examples, in the order of the calls. */
    static List<Example> all() throws IOException {
        try (var in = Objects.requireNonNull(Example.class.getResourceAsStream(FILE), FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(Example::parse)
                    .toList();
        }
    }

    private static Example parse(String line) {
        var columns = line.split("\t", -1);
        if (columns.length != 2) {
            throw new IllegalArgumentException("an example is <rpc><tab><request>, got: " + line);
        }
        return new Example(columns[0], columns[1]);
    }

    /** The rpc's name in descriptors. */
    String fullName() {
        return rpc.replace('/', '.');
    }
}
