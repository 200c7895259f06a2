package dev.trailtally.standalone.activity;

import com.google.gson.stream.JsonWriter;
import dev.trailtally.report.v1.ActivityCount;
import dev.trailtally.report.v1.ValueCount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One breakdown as a JSON object: for each principal or region an object of values and their counts, highest count first. The
 * values of one are in memory up to a size limit; more are written in parts, each with the highest count first.
 */
final class CountsJson {

    private static final int MAX_CHARACTERS = 1 << 24;

    private final JsonWriter json;
    private final int maxCharacters;
    private final List<ValueCount> values = new ArrayList<>();
    private String subject = "";
    private boolean open;
    private int characters;

    CountsJson(JsonWriter json) {
        this(json, MAX_CHARACTERS);
    }

    CountsJson(JsonWriter json, int maxCharacters) {
        this.json = json;
        this.maxCharacters = maxCharacters;
    }

    void begin(String name) throws IOException {
        json.name(name).beginObject();
    }

    /**
     * Receives the next count.
     *
     * @param ofSubject the principal's name or the region; counts of one subject follow each other
     */
    void add(String ofSubject, ActivityCount count) throws IOException {
        if (!open || !subject.equals(ofSubject)) {
            endSubject();
            json.name(ofSubject).beginObject();
            subject = ofSubject;
            open = true;
        } else if (characters > maxCharacters && !values.getLast().getValue().equals(count.getValue())) {
            writeValues();
        }
        // If a principal called with several types, the counts of a value follow each other.
        if (!values.isEmpty() && values.getLast().getValue().equals(count.getValue())) {
            var last = values.removeLast();
            values.add(last.toBuilder()
                    .setEventCount(last.getEventCount() + count.getEventCount())
                    .build());
            return;
        }
        values.add(ValueCount.newBuilder()
                .setValue(count.getValue())
                .setEventCount(count.getEventCount())
                .build());
        characters += count.getValue().length() + Long.BYTES;
    }

    void end() throws IOException {
        endSubject();
        json.endObject();
    }

    private void endSubject() throws IOException {
        if (open) {
            writeValues();
            json.endObject();
            open = false;
        }
    }

    private void writeValues() throws IOException {
        values.sort(
                Comparator.comparingLong(ValueCount::getEventCount).reversed().thenComparing(ValueCount::getValue));
        for (var value : values) {
            json.name(value.getValue()).value(value.getEventCount());
        }
        values.clear();
        characters = 0;
    }
}
