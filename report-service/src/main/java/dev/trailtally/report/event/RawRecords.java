package dev.trailtally.report.event;

import dev.trailtally.report.event.DayEvents.StoredEvent;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JSON of events, where it was kept. */
final class RawRecords {

    private static final Logger log = LoggerFactory.getLogger(RawRecords.class);

    private static final int MAX_RECORD_BYTES = 4 * 1024 * 1024;

    private static final Sql RAW = new Sql("""
            select place, raw
            from unnest(:account_ids::bigint[], :event_times::timestamptz[], :event_ids::uuid[])
              with ordinality as asked (account_id, event_time, event_id, place)
            join event_raw using (account_id, event_time, event_id)
            """);

    private RawRecords() {}

    /** Gives events the JSON that was kept of them. */
    static void addTo(Snapshot snapshot, List<StoredEvent> events) throws SQLException {
        var keys = events.stream().map(StoredEvent::key).toList();
        var binds = new Binds()
                .with(
                        "account_ids",
                        keys.stream().mapToLong(EventKey::accountId).toArray())
                .with("event_times", keys.stream().map(EventKey::time).toArray(Instant[]::new))
                .with("event_ids", keys.stream().map(key -> key.id().toString()).toArray(String[]::new));
        snapshot.list(RAW, binds, row -> add(events.get((int) row.number("place") - 1), row.bytes("raw")));
    }

    private static StoredEvent add(StoredEvent stored, byte[] raw) {
        var json = inflated(raw);
        if (json == null) {
            var key = stored.key();
            log.warn("The JSON of event {} of account {} cannot be read and is left out", key.id(), key.accountId());
        } else {
            stored.event().setRaw(json);
        }
        return stored;
    }

    private static @Nullable String inflated(byte[] raw) {
        try (var in = new InflaterInputStream(new ByteArrayInputStream(raw))) {
            var json = in.readNBytes(MAX_RECORD_BYTES + 1);
            return json.length > MAX_RECORD_BYTES ? null : new String(json, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return null;
        }
    }
}
