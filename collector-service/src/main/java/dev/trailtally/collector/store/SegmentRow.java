package dev.trailtally.collector.store;

import dev.trailtally.collector.event.EventBatch;
import dev.trailtally.collector.event.Flags;
import dev.trailtally.collector.store.EventRows.AccountDay;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.postgresql.core.Oid;

/** Writes some events of an account and day as one row of event_segment. */
final class SegmentRow {

    /** The columns in the order in which they are written. */
    static final String COPY = """
            copy event_segment (
              account_id, day, batch_id, part, event_count, first_event_time, last_event_time, session_names,
              access_key_ids, seconds, event_ids, region_refs, action_refs, error_code_refs, principal_refs,
              session_numbers, access_key_numbers, source_ip_refs, user_agent_refs, failed, read_only,
              categories, shared_event_ids
            )
            from stdin (format binary)
            """;

    private static final int COLUMNS = 23;
    private final EventRows events;
    private final EventBatch batch;
    private final Dictionaries.References references;
    private final int[] rows;
    private final int from;
    private final int to;
    private final CopyBuffer out;

    /** The rows of the day from one index to another (exclusive). */
    SegmentRow(EventRows events, AccountDay day, int from, int to, CopyBuffer out) {
        this.events = events;
        this.batch = events.batch();
        this.references = events.references();
        this.rows = day.rows();
        this.from = from;
        this.to = to;
        this.out = out;
    }

    void write(AccountDay day, long batchId, int part) throws SQLException {
        out.startRow(COLUMNS);
        out.bigint(day.account());
        EventRows.day(day.day(), out);
        out.bigint(batchId);
        out.integer(part);
        out.integer(to - from);
        EventRows.time(events.second(rows[from]), out);
        EventRows.time(events.second(rows[to - 1]), out);
        var sessions = numbers(references.sessions());
        var accessKeys = numbers(references.accessKeys());
        out.texts(sessions.keySet(), sessions.size());
        out.texts(accessKeys.keySet(), accessKeys.size());
        seconds();
        ids();
        references(events::region);
        references(row -> references.actions()[batch.action[row]]);
        references(row -> EventRows.reference(references.errorCodes(), batch.errorCode[row]));
        references(row -> references.principals()[batch.identity[row]]);
        numbers(references.sessions(), sessions);
        numbers(references.accessKeys(), accessKeys);
        references(row -> EventRows.reference(references.sourceIps(), batch.sourceIp[row]));
        references(row -> EventRows.reference(references.userAgents(), batch.userAgent[row]));
        failed();
        readOnly();
        categories();
        sharedIds();
    }

    /** The texts of the rows' identities, each once, numbered from 1; the empty text is left out. */
    private Map<String, Integer> numbers(String[] byIdentity) {
        var numbers = new LinkedHashMap<String, Integer>();
        for (int i = from; i < to; i++) {
            var text = byIdentity[batch.identity[rows[i]]];
            if (!text.isEmpty()) {
                numbers.putIfAbsent(text, numbers.size() + 1);
            }
        }
        return numbers;
    }

    private void numbers(String[] byIdentity, Map<String, Integer> numbers) {
        out.startArray(Oid.INT2, to - from);
        for (int i = from; i < to; i++) {
            out.smallint(numbers.getOrDefault(byIdentity[batch.identity[rows[i]]], 0));
        }
        out.endArray();
    }

    private void references(IntToLongFunction reference) {
        out.startArray(Oid.INT8, to - from);
        for (int i = from; i < to; i++) {
            out.bigint(reference.applyAsLong(rows[i]));
        }
        out.endArray();
    }

    private void seconds() {
        out.startArray(Oid.INT4, to - from);
        for (int i = from; i < to; i++) {
            out.integer(events.secondOfDay(rows[i]));
        }
        out.endArray();
    }

    private void ids() {
        out.startArray(Oid.UUID, to - from);
        for (int i = from; i < to; i++) {
            out.uuid(batch.idHigh[rows[i]], batch.idLow[rows[i]]);
        }
        out.endArray();
    }

    private void failed() {
        out.startArray(Oid.BOOL, to - from);
        for (int i = from; i < to; i++) {
            out.bool(Flags.failed(batch.flags[rows[i]]));
        }
        out.endArray();
    }

    private void readOnly() {
        out.startArray(Oid.BOOL, to - from);
        for (int i = from; i < to; i++) {
            byte flags = batch.flags[rows[i]];
            if (Flags.readOnlyKnown(flags)) {
                out.bool(Flags.readOnly(flags));
            } else {
                out.none();
            }
        }
        out.endArray();
    }

    private void categories() {
        out.startArray(Oid.INT2, to - from);
        for (int i = from; i < to; i++) {
            out.smallint(batch.category[rows[i]]);
        }
        out.endArray();
    }

    private void sharedIds() {
        out.startArray(Oid.UUID, to - from);
        for (int i = from; i < to; i++) {
            long high = batch.sharedHigh[rows[i]];
            long low = batch.sharedLow[rows[i]];
            if (high == 0 && low == 0) {
                out.none();
            } else {
                out.uuid(high, low);
            }
        }
        out.endArray();
    }
}
