package dev.trailtally.collector.cloudtrail;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Walks over JSON bytes without building anything: values are skipped at the speed of the memory, or given as positions in
 * {@link #buffer}. Strict about the grammar's structure, bounded in depth and in what it holds.
 *
 * <p>Positions stay valid relative to {@link #mark}, from which on nothing is discarded until {@link #unmark} or until
 * more than {@link #MAX_MARKED_BYTES} are held: then {@link #overflowed} tells that they are lost.
 */
final class JsonCursor {

    static final int MAX_DEPTH = 256;
    static final int MAX_MARKED_BYTES = 4 << 20;

    private static final int INITIAL_BYTES = 256 << 10;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long BLANKS = ' ' * ONES;

    private final InputStream in;
    private final boolean whole;
    private final long[] objectLevels = new long[MAX_DEPTH / Long.SIZE + 1];
    private byte[] buffer;
    private int position;
    private int limit;
    private long base;
    private int mark = -1;
    private boolean overflowed;

    JsonCursor(InputStream in) {
        this.in = in;
        this.buffer = new byte[INITIAL_BYTES];
        this.whole = false;
    }

    /** Over the given bytes alone. */
    JsonCursor(byte[] bytes) {
        this.in = InputStream.nullInputStream();
        this.whole = true;
        this.buffer = bytes;
        this.limit = bytes.length;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Where the next byte is, in {@link #buffer}. */
    int position() {
        return position;
    }

    /** Where the next byte is, counted from the start of the input. */
    long offset() {
        return base + position;
    }

    /** Where the byte just taken was, counted from the start of the input. */
    long lastOffset() {
        return base + position - 1;
    }

    /** Holds everything from the byte just taken on. */
    void markLast() {
        mark = position - 1;
        overflowed = false;
    }

    void unmark() {
        mark = -1;
    }

    int mark() {
        return mark;
    }

    boolean overflowed() {
        return overflowed;
    }

    /** Takes the next byte that is no white space; -1 at the end of the input. */
    int tokenOrEnd() throws IOException {
        for (; ; ) {
            while (position < limit) {
                byte c = buffer[position++];
                if (c > ' ' || c < 0) {
                    return c & 0xff;
                }
                if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                    throw invalid("control character");
                }
            }
            if (!fill()) {
                return -1;
            }
        }
    }

    /** Takes the next byte that is no white space. */
    int token() throws IOException {
        int c = tokenOrEnd();
        if (c < 0) {
            throw invalid("unexpected end");
        }
        return c;
    }

    void expect(char wanted) throws IOException {
        int c = token();
        if (c != wanted) {
            throw invalid("expected '" + wanted + "' but found " + shown(c));
        }
    }

    /** Moves behind the closing quote of a string whose opening quote was just taken; tells whether it has escapes. */
    boolean skipString() throws IOException {
        boolean escaped = false;
        for (; ; ) {
            position = special(buffer, position, limit);
            if (position == limit) {
                if (!fill()) {
                    throw invalid("string is not closed");
                }
                continue;
            }
            byte c = buffer[position++];
            if (c == '"') {
                return escaped;
            }
            if (c != '\\') {
                position--; // a line feed ends the line, for whoever goes on with the next
                throw invalid("control character in a string");
            }
            escaped = true;
            if (position == limit && !fill()) {
                throw invalid("string is not closed");
            }
            position++;
        }
    }

    /** Skips the value whose first byte was just taken. */
    void skipValue(int first, int depth) throws IOException {
        switch (first) {
            case '{', '[' -> skipContainer(first, depth);
            case '"' -> skipString();
            default -> skipScalar(first);
        }
    }

    /** Skips the number or literal whose first byte was just taken. */
    void skipScalar(int first) throws IOException {
        switch (first) {
            case 't' -> literal("rue");
            case 'f' -> literal("alse");
            case 'n' -> literal("ull");
            default -> {
                if (first != '-' && (first < '0' || first > '9')) {
                    throw invalid("expected a value but found " + shown(first));
                }
                skipNumber();
            }
        }
    }

    /**
     * Gives up the marked value and goes on behind the first line feed after its start, where a line of JSON begins (or,
     * with {@code anyLine}, whatever does). False where that is not possible; then the position means nothing.
     */
    boolean recoverAtNextLine(boolean anyLine) throws IOException {
        if (mark < 0) {
            return false;
        }
        position = mark;
        unmark();
        if (!skipLine() || (position == limit && !fill())) {
            return anyLine;
        }
        return anyLine || buffer[position] == '{';
    }

    private boolean skipLine() throws IOException {
        for (; ; ) {
            while (position < limit) {
                if (buffer[position++] == '\n') {
                    return true;
                }
            }
            if (!fill()) {
                return false;
            }
        }
    }

    UnreadableException invalid(String what) {
        return new UnreadableException(Reason.INVALID_JSON, what, offset());
    }

    private void skipContainer(int opening, int outerDepth) throws IOException {
        int depth = outerDepth;
        int c = opening;
        boolean mayEnd;
        do {
            if (++depth > MAX_DEPTH) {
                throw new UnreadableException(Reason.TOO_DEEP, "nested deeper than " + MAX_DEPTH + " levels", offset());
            }
            boolean object = c == '{';
            enter(depth, object);
            mayEnd = true;
            for (; ; ) {
                c = token();
                if (mayEnd && c == closing(depth)) {
                    depth--;
                } else {
                    if (isObject(depth)) {
                        c = skipKey(c);
                    }
                    if (c == '{' || c == '[') {
                        break;
                    }
                    skipValue(c, depth);
                }
                depth = leaveEnded(depth, outerDepth);
                if (depth == outerDepth) {
                    return;
                }
                mayEnd = false;
            }
        } while (true);
    }

    /** After a value: closes the containers that end here, and stops behind a comma or at the outer depth. */
    private int leaveEnded(int innerDepth, int outerDepth) throws IOException {
        int depth = innerDepth;
        while (depth > outerDepth) {
            int c = token();
            if (c == ',') {
                return depth;
            }
            if (c != closing(depth)) {
                throw invalid("expected ',' or '" + (char) closing(depth) + "' but found " + shown(c));
            }
            depth--;
        }
        return depth;
    }

    private int skipKey(int first) throws IOException {
        if (first != '"') {
            throw invalid("expected a key but found " + shown(first));
        }
        skipString();
        expect(':');
        return token();
    }

    private void enter(int depth, boolean object) {
        long bit = 1L << depth;
        int word = depth >>> 6;
        objectLevels[word] = object ? objectLevels[word] | bit : objectLevels[word] & ~bit;
    }

    private boolean isObject(int depth) {
        return (objectLevels[depth >>> 6] & 1L << depth) != 0;
    }

    private int closing(int depth) {
        return isObject(depth) ? '}' : ']';
    }

    private void literal(String rest) throws IOException {
        for (int i = 0; i < rest.length(); i++) {
            if ((position == limit && !fill()) || buffer[position++] != rest.charAt(i)) {
                throw invalid("expected a value");
            }
        }
    }

    private void skipNumber() throws IOException {
        for (; ; ) {
            while (position < limit) {
                byte c = buffer[position];
                if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                    return;
                }
                position++;
            }
            if (!fill()) {
                return;
            }
        }
    }

    /** Reads on; false at the end of the input. Keeps what is marked, up to its limit. */
    private boolean fill() throws IOException {
        if (whole) {
            return false;
        }
        discard(mark >= 0 ? mark : position);
        if (limit == buffer.length) {
            makeRoom();
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        limit += Math.max(count, 0);
        return count > 0;
    }

    private void discard(int before) {
        System.arraycopy(buffer, before, buffer, 0, limit - before);
        base += before;
        position -= before;
        limit -= before;
        mark = mark >= 0 ? 0 : -1;
    }

    private void makeRoom() {
        if (buffer.length < MAX_MARKED_BYTES) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        } else {
            overflowed = true;
            mark = -1;
            discard(position);
        }
    }

    /** The first quote, backslash or control character; eight bytes at a time. */
    private static int special(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) LONGS.get(bytes, at);
            long quote = word ^ QUOTES;
            long backslash = word ^ BACKSLASHES;
            long found =
                    (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | ((word - BLANKS) & ~word)) & HIGHS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; at < to; at++) {
            byte c = bytes[at];
            if (c == '"' || c == '\\' || (c >= 0 && c < ' ')) {
                return at;
            }
        }
        return to;
    }

    private static String shown(int c) {
        return c > ' ' && c < 0x7f ? "'" + (char) c + "'" : "byte 0x" + Integer.toHexString(c);
    }
}
