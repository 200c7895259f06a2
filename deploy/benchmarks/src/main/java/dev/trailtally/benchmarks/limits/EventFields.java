package dev.trailtally.benchmarks.limits;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * The text fields of a record that form an event row, by their path such as "userIdentity.arn"; read with Jackson's
 * streaming parser, the yardstick for the collector's own.
 */
final class EventFields {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int BUFFER = 64 * 1024;
    private static final int MAX_DEPTH_OF_FIELDS = 3;

    private final Map<String, String> values = new HashMap<>();

    private EventFields() {}

    /** Passes on each record of a file, in one reused object. */
    static void read(Path file, Consumer<EventFields> events) throws IOException {
        try (var in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER), BUFFER);
                var json = JSON.createParser(in)) {
            while (json.nextToken() != JsonToken.START_ARRAY) {
                if (json.currentToken() == null) {
                    return;
                }
            }
            var fields = new EventFields();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                fields.values.clear();
                fields.object(json, "", 1);
                events.accept(fields);
            }
        }
    }

    /** Empty if the record has no such field. */
    String value(String path) {
        return values.getOrDefault(path, "");
    }

    private void object(JsonParser json, String prefix, int depth) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var path = prefix + json.currentName();
            switch (json.nextToken()) {
                case START_OBJECT -> {
                    if (depth < MAX_DEPTH_OF_FIELDS && path.startsWith("userIdentity")) {
                        object(json, path + ".", depth + 1);
                    } else {
                        json.skipChildren();
                    }
                }
                case START_ARRAY -> json.skipChildren();
                case VALUE_NULL -> {}
                default -> values.put(path, json.getText());
            }
        }
    }
}
