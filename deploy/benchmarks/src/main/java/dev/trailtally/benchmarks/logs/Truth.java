package dev.trailtally.benchmarks.logs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the generated logs hold, counted while they were written.
 *
 * @param eventsRaw records, including duplicates
 * @param eventsUnique distinct events
 * @param files files written
 * @param bytesRaw size of the files before compression
 * @param bytes size of the files
 * @param accounts by account id
 */
public record Truth(
        long eventsRaw, long eventsUnique, long files, long bytesRaw, long bytes, Map<String, AccountTruth> accounts) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    public Truth {
        accounts = new TreeMap<>(accounts);
    }

    /**
     * One account.
     *
     * @param eventsUnique distinct events
     * @param failedUnique of these, failed ones
     * @param firstEvent time of the first event, ISO 8601
     * @param lastEvent time of the last event, ISO 8601
     * @param bySourceNameError distinct events by "event source,event name,error code"
     */
    public record AccountTruth(
            long eventsUnique,
            long failedUnique,
            String firstEvent,
            String lastEvent,
            Map<String, Long> bySourceNameError) {

        public AccountTruth {
            bySourceNameError = new TreeMap<>(bySourceNameError);
        }

        private AccountTruth plus(AccountTruth other) {
            var sums = new TreeMap<>(bySourceNameError);
            other.bySourceNameError.forEach((key, count) -> sums.merge(key, count, Long::sum));
            return new AccountTruth(
                    eventsUnique + other.eventsUnique,
                    failedUnique + other.failedUnique,
                    firstEvent.compareTo(other.firstEvent) <= 0 ? firstEvent : other.firstEvent,
                    lastEvent.compareTo(other.lastEvent) >= 0 ? lastEvent : other.lastEvent,
                    sums);
        }
    }

    /** The key of {@link AccountTruth#bySourceNameError}. */
    public static String key(String eventSource, String eventName, String errorCode) {
        return eventSource + "," + eventName + "," + errorCode;
    }

    public static Truth read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), Truth.class);
    }

    public void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    /** The counts of two log folders that share no event. */
    public Truth plus(Truth other) {
        var sums = new TreeMap<>(accounts);
        other.accounts.forEach((id, account) -> sums.merge(id, account, AccountTruth::plus));
        return new Truth(
                eventsRaw + other.eventsRaw,
                eventsUnique + other.eventsUnique,
                files + other.files,
                bytesRaw + other.bytesRaw,
                bytes + other.bytes,
                sums);
    }
}
