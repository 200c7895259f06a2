package dev.trailtally.standalone.sample;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads the sample with an independent JSON parser, to know what the product must find in it. */
public final class SampleTruth {

    /** One record of the sample, as in its file. */
    public record SampleRecord(
            String account,
            String id,
            String region,
            String action,
            String identityType,
            boolean failed,
            boolean valid) {

        /** Event source of the record. */
        public String eventSource() {
            return action.substring(0, action.indexOf(':'));
        }
    }

    private SampleTruth() {}

    /** Every record of every log file, without digests. */
    public static List<SampleRecord> records(Path folder) throws IOException {
        return structs(folder).stream().map(SampleTruth::record).toList();
    }

    /** Every event of the sample once, with its JSON as in its file. */
    public static Collection<Map<String, Value>> events(Path folder) throws IOException {
        var events = new LinkedHashMap<String, Map<String, Value>>();
        structs(folder).stream()
                .filter(fields -> fields.containsKey("eventTime"))
                .forEach(fields -> events.put(text(fields, "eventID"), fields));
        return events.values();
    }

    private static List<Map<String, Value>> structs(Path folder) throws IOException {
        var records = new ArrayList<Map<String, Value>>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                read(file)
                        .getFieldsOrDefault("Records", Value.getDefaultInstance())
                        .getListValue()
                        .getValuesList()
                        .forEach(value -> records.add(value.getStructValue().getFieldsMap()));
            }
        }
        return records;
    }

    private static SampleRecord record(Map<String, Value> fields) {
        var login = struct(fields, "responseElements").get("ConsoleLogin");
        return new SampleRecord(
                text(fields, "recipientAccountId"),
                text(fields, "eventID"),
                text(fields, "awsRegion"),
                text(fields, "eventSource") + ":" + text(fields, "eventName"),
                text(struct(fields, "userIdentity"), "type"),
                fields.containsKey("errorCode")
                        || fields.containsKey("errorMessage")
                        || (login != null && login.getStringValue().equals("Failure")),
                fields.containsKey("eventTime"));
    }

    private static Struct read(Path file) throws IOException {
        try (var reader =
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8)) {
            var struct = Struct.newBuilder();
            JsonFormat.parser().merge(reader, struct);
            return struct.build();
        }
    }

    /** The fields of a field. */
    public static Map<String, Value> struct(Map<String, Value> fields, String name) {
        return fields.getOrDefault(name, Value.getDefaultInstance())
                .getStructValue()
                .getFieldsMap();
    }

    /** Empty where there is none. */
    public static String text(Map<String, Value> fields, String name) {
        return fields.getOrDefault(name, Value.getDefaultInstance()).getStringValue();
    }
}
