package dev.trailtally.benchmarks.logs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** What a folder of logs holds, read back with a JSON library and counted by event id. */
public final class RecountedLogs {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Path> files;
    private final List<JsonNode> records = new ArrayList<>();
    private final Map<String, JsonNode> unique = new HashMap<>();

    public RecountedLogs(Path tree) throws IOException {
        this.files = new LogFolder(tree, null).files();
        for (var file : files) {
            try (var in = new GZIPInputStream(Files.newInputStream(file))) {
                JSON.readTree(in).get("Records").forEach(this::add);
            }
        }
    }

    public List<JsonNode> records() {
        return records;
    }

    public Map<String, JsonNode> unique() {
        return unique;
    }

    public List<Path> files() {
        return files;
    }

    /** Distinct events of each account by "event source,event name,error code". */
    public Map<String, Map<String, Long>> counts() {
        var counts = new TreeMap<String, Map<String, Long>>();
        unique.values()
                .forEach(event -> counts.computeIfAbsent(
                                event.path("recipientAccountId").asText(), any -> new TreeMap<>())
                        .merge(
                                Truth.key(
                                        event.path("eventSource").asText(),
                                        event.path("eventName").asText(),
                                        event.path("errorCode").asText()),
                                1L,
                                Long::sum));
        return counts;
    }

    public static boolean failed(JsonNode event) {
        return event.has("errorCode")
                || event.has("errorMessage")
                || event.path("responseElements").path("ConsoleLogin").asText().equals("Failure");
    }

    private void add(JsonNode event) {
        records.add(event);
        var earlier = unique.putIfAbsent(event.path("eventID").asText(), event);
        if (earlier != null && !earlier.equals(event)) {
            throw new IllegalStateException("two events with one id: " + event);
        }
    }
}
