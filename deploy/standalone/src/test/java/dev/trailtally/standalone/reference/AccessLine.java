package dev.trailtally.standalone.reference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Requests of an rpc for the test of what callers see.
 *
 * @param rpc its name in descriptors
 * @param all about everything; "-" if there is none
 * @param named about one account or scan; "-" if there is none
 */
record AccessLine(String rpc, String all, String named) {

    private static final String FILE = "/reference/access.tsv";
    private static final String NONE = "-";

    static List<AccessLine> read() throws IOException {
        try (var in = Objects.requireNonNull(AccessLine.class.getResourceAsStream(FILE), FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(columns -> new AccessLine(columns[0].replace('/', '.'), columns[1], columns[2]))
                    .toList();
        }
    }

    boolean asksForAll() {
        return !all.equals(NONE);
    }

    boolean names() {
        return !named.equals(NONE);
    }

    /** Any of its requests. */
    String any() {
        return names() ? named : all;
    }

    @Override
    public String toString() {
        return rpc + " " + all + " " + named;
    }
}
