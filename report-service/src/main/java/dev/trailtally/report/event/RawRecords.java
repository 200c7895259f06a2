package dev.trailtally.report.event;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JSON of events, where it was kept. */
final class RawRecords {

    private static final Logger log = LoggerFactory.getLogger(RawRecords.class);

    private static final int MAX_RECORD_BYTES = 4 * 1024 * 1024;

    private static final Sql RAW = new Sql("""
            select raw
            from event_raw
            where account_id = :account_id
            and event_time = :event_time
            and event_id = :event_id
            """);

    private RawRecords() {}

    /** Empty where it was not kept. */
    static String json(Snapshot snapshot, EventKey key) throws SQLException {
        var binds = new Binds()
                .with("account_id", key.accountId())
                .with("event_time", key.time())
                .with("event_id", key.id());
        var raw = snapshot.first(RAW, binds, row -> row.bytes("raw")).orElse(null);
        var json = raw == null ? null : inflated(raw);
        if (raw != null && json == null) {
            log.warn("The JSON of event {} of account {} cannot be read and is left out", key.id(), key.accountId());
        }
        return json == null ? "" : json;
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
