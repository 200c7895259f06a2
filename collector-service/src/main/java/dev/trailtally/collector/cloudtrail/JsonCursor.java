package dev.trailtally.collector.cloudtrail;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Walks over JSON bytes without building anything: values are skipped at the speed of the memory, or given as positions
 * in {@link #buffer}. Strict about the grammar's structure, bounded in what it holds. What is nested deeper than
 * {@link #MAX_DEPTH} is skipped as well, and {@link #tooDeep} says so.
 *
 * <p>Positions stay valid relative to {@link #mark}, from which on nothing is discarded until {@link #unmark} or until
 * more than {@link #MAX_MARKED_BYTES} are held: then {@link #overflowed} reports that they are lost.
 */
final class JsonCursor {

    static final int MAX_DEPTH = 256;
    static final int MAX_MARKED_BYTES = 4 << 20;

    /** Beyond this even skipping gives up. */
    private static final int MAX_SKIPPED_DEPTH = 1 << 20;

    private static final int MIN_TIME_LENGTH = 20; // 2026-11-20T10:00:00Z
    private static final int MAX_TIME_LENGTH = 40;
    private static final int INITIAL_BYTES = 256 << 10;

    private final InputStream in;
    private final boolean whole;
    private long[] objectLevels = new long[MAX_DEPTH / Long.SIZE + 1];
    private byte[] buffer;
    private int position;
    private int limit;
    private long base;
    private int mark = -1;
    private boolean overflowed;
    private boolean tooDeep;

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
        tooDeep = false;
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

    /** Whether something deeper than {@link #MAX_DEPTH} was skipped since {@link #markLast}. */
    boolean tooDeep() {
        return tooDeep;
    }

    /** Takes the next byte that is not white space; -1 at the end of the input. */
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

    /** Takes the next byte that is not white space. */
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

    /** Takes exactly these bytes. */
    void expectBytes(int... wanted) throws IOException {
        for (int one : wanted) {
            if ((position == limit && !fill()) || (buffer[position++] & 0xff) != one) {
                throw invalid("unexpected byte");
            }
        }
    }

    /**
     * Moves behind the time and the blank that CloudWatch Logs puts before each line of an export, if the marked byte begins
     * one; else nothing moves.
     */
    boolean skipTime() throws IOException {
        int length = 1;
        while (length <= MAX_TIME_LENGTH && (position < limit || fill()) && isOfTime(buffer[position])) {
            position++;
            length++;
        }
        boolean found = length >= MIN_TIME_LENGTH
                && position < limit
                && (buffer[position] == ' ' || buffer[position] == '\t')
                && buffer[mark + 10] == 'T';
        if (!found) {
            position = mark + 1;
        }
        return found;
    }

    private static boolean isOfTime(byte c) {
        return (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '.' || c == 'T' || c == 'Z' || c == '+';
    }

    /**
     * Moves behind the closing quote of a string whose opening quote was just taken; returns whether it has escapes.
     */
    boolean skipString() throws IOException {
        boolean escaped = false;
        for (; ; ) {
            position = StringScan.special(buffer, position, limit);
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
                position--; // a line feed ends the line, so the next one can be read
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
     * Gives up the marked value and continues behind the first line feed after its start, where a line of JSON begins
     * (or, with {@code anyLine}, whatever does). False if that is not possible; then the position means nothing.
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
        return anyLine || buffer[position] == '{' || buffer[position] == '"' || (buffer[position] & 0xff) == 0xef;
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
            tooDeep |= ++depth > MAX_DEPTH;
            if (depth > MAX_SKIPPED_DEPTH) {
                throw new UnreadableException(
                        Reason.TOO_DEEP, "nested deeper than " + MAX_SKIPPED_DEPTH + " levels", offset());
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
        if (word == objectLevels.length) {
            objectLevels = Arrays.copyOf(objectLevels, word * 2);
        }
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

    private static String shown(int c) {
        return c > ' ' && c < 0x7f ? "'" + (char) c + "'" : "byte 0x" + Integer.toHexString(c);
    }
}
