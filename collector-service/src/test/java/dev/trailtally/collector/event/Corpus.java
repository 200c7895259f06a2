package dev.trailtally.collector.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Well-formed objects of each kind, and what the reader looks at in them. */
final class Corpus {

    private static final Pattern HEX = Pattern.compile("\\\\x([0-9a-f]{2})");

    static final List<byte[]> OBJECTS = objects();
    static final List<byte[]> TOKENS = tokens();

    private Corpus() {}

    private static List<byte[]> objects() {
        try (var files = Files.list(resource("corpus"))) {
            return files.sorted().map(Corpus::bytes).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a dictionary in the format of libFuzzer: a line is a comment or a text in quotes, in which bytes are escaped. */
    private static List<byte[]> tokens() {
        return new String(bytes(resource("tokens.dict")), ISO_8859_1)
                .lines()
                .filter(line -> line.startsWith("\""))
                .map(line -> HEX.matcher(line.substring(1, line.length() - 1))
                        .replaceAll(hex ->
                                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(hex.group(1), 16))))
                        .getBytes(ISO_8859_1))
                .toList();
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path resource(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(Corpus.class.getResource(name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
