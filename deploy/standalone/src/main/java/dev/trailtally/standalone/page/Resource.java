package dev.trailtally.standalone.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;

/** Files on the class path. */
final class Resource {

    private Resource() {}

    static String text(String path) {
        try (var stream = open(path)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read from the class path", e);
        }
    }

    static InputStream open(String path) throws IOException {
        var stream = Resource.class.getResourceAsStream(path);
        if (stream == null) {
            throw new NoSuchFileException(path, null, "it is not on the class path");
        }
        return stream;
    }
}
