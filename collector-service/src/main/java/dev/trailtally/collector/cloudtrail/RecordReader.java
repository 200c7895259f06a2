package dev.trailtally.collector.cloudtrail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the CloudTrail records of an uncompressed log object, whatever contains them: {@code {"Records": […]}}, a bare array
 * or object, one record a line, texts that hold the JSON of records, pages of LookupEvents, CloudWatch Logs and EventBridge
 * envelopes, lines of CloudWatch Logs' export. Memory does not grow with the object.
 */
public final class RecordReader {

    private static final int MAX_ENVELOPES = 8;
    private static final int BYTE_ORDER_MARK = 0xef; // its first byte, in UTF-8
    private static final String CONTROL_MESSAGE = "CWL CONTROL MESSAGE";

    private static final String TOO_LARGE = "larger than " + JsonCursor.MAX_MARKED_BYTES + " bytes";

    private final RecordSink sink;
    private JsonCursor cursor;
    private RecordView view = new RecordView();
    private boolean lost;
    private boolean streamed;
    private boolean inContainer;
    private long number;
    private long envelopeOffset = -1;
    private long envelopeAccount = RecordView.NO_ACCOUNT;

    private RecordReader(InputStream object, RecordSink sink) {
        this.cursor = new JsonCursor(object);
        this.sink = sink;
    }

    /**
     * Passes every record to the sink.
     *
     * @throws UnreadableException if the rest of the object cannot be read; the records before have been passed to the
     *     sink
     * @throws IOException if the rest of the object could not be fetched
     */
    public static void read(InputStream object, RecordSink sink) throws IOException {
        new RecordReader(object, sink).values();
    }

    private void values() throws IOException {
        boolean anyRead = false;
        for (int c = cursor.tokenOrEnd(); c >= 0; c = cursor.tokenOrEnd()) {
            long start = cursor.lastOffset();
            try {
                inContainer = false;
                cursor.markLast();
                if (c == BYTE_ORDER_MARK) {
                    cursor.expectBytes(0xbb, 0xbf);
                    continue;
                }
                boolean timed = c >= '0' && c <= '9' && cursor.skipTime();
                value(timed ? cursor.token() : c, 0);
                anyRead = true;
            } catch (UnreadableException e) {
                boolean json = e.reason() == Reason.INVALID_JSON || e.reason() == Reason.TOO_DEEP;
                if (inContainer || !json || !cursor.recoverAtNextLine(anyRead)) {
                    throw e;
                }
                sink.rejected(e.reason(), message(e), ++number, start);
            }
            cursor.unmark();
        }
    }

    private void value(int first, int level) throws IOException {
        if (first == '{' && level < MAX_ENVELOPES) {
            object(level);
        } else if (first == '[' && level < MAX_ENVELOPES) {
            elements(level, false);
        } else if (first == '"' && level < MAX_ENVELOPES) {
            text(level);
        } else {
            long start = cursor.lastOffset();
            cursor.skipValue(first, level);
            reject(Reason.NOT_AN_EVENT, "neither an event nor a known container of events", start);
        }
    }

    /** A text that holds the JSON of a record, as "aws --query" gives them. */
    private void text(int level) throws IOException {
        long start = cursor.lastOffset();
        cursor.markLast();
        boolean escaped = cursor.skipString();
        if (cursor.overflowed()) {
            reject(Reason.TOO_LARGE, TOO_LARGE, start);
            return;
        }
        int from = cursor.mark() + 1;
        int to = cursor.position() - 1;
        var json =
                escaped ? Escapes.unescape(cursor.buffer(), from, to) : Arrays.copyOfRange(cursor.buffer(), from, to);
        cursor.unmark();
        if (json.length > 0 && (json[0] == '{' || json[0] == '[')) {
            view.clear();
            enclosed(json, level, start);
        } else {
            reject(Reason.NOT_AN_EVENT, "a text that does not hold a JSON object", start);
        }
    }

    /** Reads the elements of a list, or rejects each. */
    private void elements(int level, boolean repeated) throws IOException {
        inContainer = true;
        cursor.unmark();
        int c = cursor.token();
        if (c == ']') {
            return;
        }
        for (; ; ) {
            if (repeated) {
                long start = cursor.lastOffset();
                cursor.skipValue(c, level + 1);
                reject(Reason.REPEATED_CONTAINER, "in a second list of records of one object", start);
            } else {
                value(c, level + 1);
            }
            c = cursor.token();
            if (c == ']') {
                return;
            }
            if (c != ',') {
                throw cursor.invalid("expected ',' or ']' between records");
            }
            c = cursor.token();
        }
    }

    private void object(int level) throws IOException {
        long start = cursor.lastOffset();
        cursor.markLast();
        view.clear();
        lost = false;
        boolean outer = streamed;
        streamed = false;
        members(Field.ROOT, level + 1);
        boolean container = streamed;
        streamed = outer;
        if (container && view.has(Field.EVENT_NAME)) {
            reject(Reason.NOT_AN_EVENT, "an event that has a list of records before its name", start);
        } else if (!container && cursor.tooDeep()) {
            reject(Reason.TOO_DEEP, "nested deeper than " + JsonCursor.MAX_DEPTH + " levels", start);
        } else if (!container && (lost || cursor.overflowed())) {
            reject(Reason.TOO_LARGE, TOO_LARGE, start);
        } else if (!container) {
            view.locate(cursor.buffer(), cursor.mark(), cursor.position());
            decide(level, start);
        }
        cursor.unmark();
    }

    /** Reads the members behind an opening brace; {@link #streamed} says whether a list of records was one of them. */
    private void members(Field.Node node, int depth) throws IOException {
        int c = cursor.token();
        if (c == '}') {
            return;
        }
        for (; ; ) {
            if (c != '"') {
                throw cursor.invalid("expected a key");
            }
            var member = key(node);
            c = cursor.token();
            if (member == null) {
                cursor.skipValue(c, depth);
            } else {
                member(member, c, depth);
            }
            c = cursor.token();
            if (c == '}') {
                return;
            }
            if (c != ',') {
                throw cursor.invalid("expected ',' or '}'");
            }
            c = cursor.token();
        }
    }

    private Field.@Nullable Node key(Field.Node node) throws IOException {
        if (cursor.mark() < 0) { // behind streamed records, or in a record that was too large to hold
            lost |= cursor.overflowed();
            cursor.markLast();
        }
        int from = cursor.position() - cursor.mark();
        cursor.skipString();
        int to = cursor.position() - 1;
        var found = cursor.mark() < 0 ? null : node.find(cursor.buffer(), cursor.mark() + from, to);
        cursor.expect(':');
        return found;
    }

    private void member(Field.Node member, int first, int depth) throws IOException {
        var field = member.field();
        if (first == '{' && !member.isLeaf()) {
            members(member, depth + 1);
        } else if (field == null) {
            cursor.skipValue(first, depth);
        } else if (first == '[' && containsRecords(field)) {
            boolean repeated = streamed;
            streamed = true;
            elements(depth, repeated);
            view.clear();
        } else {
            slice(field, first, depth);
        }
    }

    private boolean containsRecords(Field field) {
        return switch (field) {
            case RECORDS, EVENTS, CLOUD_WATCH_EVENTS, LOG_EVENTS -> !view.has(Field.EVENT_NAME);
            default -> false;
        };
    }

    private void slice(Field field, int first, int depth) throws IOException {
        boolean text = first == '"';
        int from = cursor.position() - (text ? 0 : 1) - cursor.mark();
        boolean escaped = false;
        if (text) {
            escaped = cursor.skipString();
        } else {
            cursor.skipValue(first, depth);
        }
        int to = cursor.position() - (text ? 1 : 0) - cursor.mark();
        if (first != 'n'
                && cursor.mark() >= 0
                && field.admits(cursor.buffer(), cursor.mark() + from, cursor.mark() + to)) {
            view.put(field, from, to, text, escaped);
        }
    }

    private void decide(int level, long start) throws IOException {
        var category = Categories.of(view);
        if (category.isSummary()
                || view.has(Field.EVENT_NAME)
                || view.has(Field.EVENT_TIME)
                || view.has(Field.EVENT_SOURCE)) {
            view.place(++number, placeOf(start), envelopeAccount, category);
            sink.record(view);
        } else if (view.isText(Field.CLOUD_TRAIL_EVENT)) {
            enclosed(view.bytes(Field.CLOUD_TRAIL_EVENT), level, start);
        } else if (view.isText(Field.MESSAGE)) {
            message(level, start);
        } else if (isObject(Field.DETAIL)) {
            enclosed(view.bytes(Field.DETAIL), level, start);
        } else if (isObject(Field.DATA)) {
            enclosed(view.bytes(Field.DATA), level, start);
        } else if (view.has(Field.DIGEST_START_TIME)
                || view.has(Field.CONFIGURATION_ITEMS)
                || view.has(Field.CONFIG_SNAPSHOT_ID)) {
            sink.ignored(++number);
        } else {
            reject(Reason.NOT_AN_EVENT, "an object without eventName, eventSource and eventTime", start);
        }
    }

    private boolean isObject(Field field) {
        return view.has(field) && view.buffer()[view.from(field)] == '{';
    }

    private void message(int level, long start) throws IOException {
        var message = view.bytes(Field.MESSAGE);
        if (message.length > 0 && message[0] == '{') {
            enclosed(message, level, start);
        } else if (new String(message, US_ASCII).startsWith(CONTROL_MESSAGE)) {
            sink.ignored(++number);
        } else {
            reject(Reason.NOT_AN_EVENT, "a log message that is not a JSON object", start);
        }
    }

    /** Reads a record out of its envelope. What is wrong inside is wrong with this record alone. */
    private void enclosed(byte[] json, int level, long start) throws IOException {
        var outerCursor = cursor;
        var outerView = view;
        boolean outerStreamed = streamed;
        long outerOffset = envelopeOffset;
        long outerAccount = envelopeAccount;
        envelopeAccount = view.has(Field.ACCOUNT) ? view.account(Field.ACCOUNT) : envelopeAccount;
        envelopeOffset = placeOf(start);
        cursor = new JsonCursor(json);
        view = new RecordView();
        try {
            value(cursor.token(), level + 1);
            if (cursor.tokenOrEnd() >= 0) {
                throw cursor.invalid("there is more after the record");
            }
        } catch (UnreadableException e) {
            reject(e.reason(), message(e), start);
        } finally {
            cursor = outerCursor;
            view = outerView;
            streamed = outerStreamed;
            envelopeOffset = outerOffset;
            envelopeAccount = outerAccount;
        }
    }

    private void reject(Reason reason, String detail, long start) {
        sink.rejected(reason, detail, ++number, placeOf(start));
    }

    /** Inside an envelope, the place of the envelope. */
    private long placeOf(long start) {
        return envelopeOffset >= 0 ? envelopeOffset : start;
    }

    private static String message(UnreadableException e) {
        return String.valueOf(e.getMessage());
    }
}
