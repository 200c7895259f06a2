package dev.trailtally.benchmarks.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trailtally.benchmarks.logs.RecountedLogs;
import dev.trailtally.collector.v1.RecordCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The events that the fixture has read. */
final class FixtureEvents {

    private final boolean lose;
    private final Map<String, JsonNode> byId = new HashMap<>();

    FixtureEvents(boolean lose) {
        this.lose = lose;
    }

    synchronized RecordCounts read(Path tree) throws IOException {
        var logs = new RecountedLogs(tree);
        var before = byId.size();
        byId.putAll(logs.unique());
        if (lose) {
            byId.remove(byId.keySet().iterator().next());
        }
        var stored = byId.size() - before;
        return RecordCounts.newBuilder()
                .setRead(logs.records().size())
                .setStored(stored)
                .setDuplicate(logs.records().size() - stored)
                .build();
    }

    synchronized SortedMap<String, List<JsonNode>> byAccount() {
        return byId.values().stream()
                .collect(Collectors.groupingBy(
                        event -> event.path("recipientAccountId").asText(), TreeMap::new, Collectors.toList()));
    }

    static long second(JsonNode event) {
        return Instant.parse(event.path("eventTime").asText()).getEpochSecond();
    }

    static String accessKey(JsonNode event) {
        return event.path("userIdentity").path("accessKeyId").asText();
    }
}
