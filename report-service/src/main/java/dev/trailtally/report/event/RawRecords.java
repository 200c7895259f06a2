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
import java.util.Map;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JSON of events, if it was kept. */
final class RawRecords {

    private static final Logger log = LoggerFactory.getLogger(RawRecords.class);

    private static final int MAX_RECORD_BYTES = 4 * 1024 * 1024;

    // The times occur twice: only as constants do they show the planner which months to open.
    private static final Sql RAW = new Sql("""
            select place, raw
            from unnest(:account_ids::bigint[], :event_times::timestamptz[], :event_ids::uuid[])
              with ordinality as asked (account_id, event_time, event_id, place)
            join event_raw using (account_id, event_time, event_id)
            where event_raw.event_time = any(:event_times::timestamptz[])
            order by place
            """);

    private RawRecords() {}

    /** Adds the kept JSON to events, in order, until the total exceeds {@code maxLength}. */
    static void addTo(Snapshot snapshot, List<StoredEvent> events, long maxLength) throws SQLException {
        var keys = events.stream().map(StoredEvent::key).toList();
        var binds = new Binds()
                .with(
                        "account_ids",
                        keys.stream().mapToLong(EventKey::accountId).toArray())
                .with("event_times", keys.stream().map(EventKey::time).toArray(Instant[]::new))
                .with("event_ids", keys.stream().map(key -> key.id().toString()).toArray(String[]::new));
        long length = 0;
        for (var raw : snapshot.list(RAW, binds, row -> Map.entry(row.number("place"), row.bytes("raw")))) {
            if (length > maxLength) {
                return;
            }
            length += add(events.get((int) (raw.getKey() - 1)), raw.getValue());
        }
    }

    private static int add(StoredEvent stored, byte[] raw) {
        var json = inflated(raw);
        if (json == null) {
            var key = stored.key();
            log.warn("The JSON of event {} of account {} cannot be read and is left out", key.id(), key.accountId());
            return 0;
        }
        stored.event().setRaw(json);
        return json.length();
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
