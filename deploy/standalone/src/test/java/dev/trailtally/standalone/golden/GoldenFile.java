package dev.trailtally.standalone.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The answers to the requests of a set of logs: how many rows, and the hash of their text. No text itself. */
record GoldenFile(Path file) {

    private static final Path FOLDER =
            Path.of(System.getProperty("project.root", "../.."), "deploy/standalone/src/test/resources/golden");

    /** The number of rows and the hash of an answer. */
    record Line(long rows, String sha256) {}

    static GoldenFile of(String set) {
        return new GoldenFile(FOLDER.resolve(set + ".tsv"));
    }

    /** By the names of requests; empty if the file is missing. */
    Map<String, Line> read() throws IOException {
        var lines = new TreeMap<String, Line>();
        if (Files.exists(file)) {
            for (var line : Files.readAllLines(file)) {
                var columns = line.split("\t", -1);
                lines.put(columns[0], new Line(Long.parseLong(columns[1]), columns[2]));
            }
        }
        return lines;
    }

    void write(Map<String, Line> lines) throws IOException {
        Files.writeString(
                file,
                lines.entrySet().stream()
                        .map(line -> line.getKey() + "\t" + line.getValue().rows() + "\t"
                                + line.getValue().sha256() + "\n")
                        .collect(Collectors.joining()));
    }
}
