package dev.trailtally.collector.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.Oid;

/** A COPY in PostgreSQL's binary format. Source: PostgreSQL documentation, COPY, "Binary Format". */
final class CopyBuffer implements AutoCloseable {

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int BYTES = 256 << 10;
    private static final int NULL_LENGTH = -1;

    private final CopyIn copy;
    private byte[] bytes = new byte[2 * BYTES];
    private int length;
    private int arrayStart;

    private CopyBuffer(CopyIn copy) {
        this.copy = copy;
        System.arraycopy(HEADER, 0, bytes, 0, HEADER.length);
        length = HEADER.length;
    }

    /** Starts "copy … from stdin (format binary)". */
    static CopyBuffer start(Connection connection, String sql) throws SQLException {
        return new CopyBuffer(connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql));
    }

    /** Starts a row, and sends those before it when there is enough of them. */
    void startRow(int columns) throws SQLException {
        if (length > BYTES) {
            flush();
        }
        makeRoom(Short.BYTES);
        SHORTS.set(bytes, length, (short) columns);
        length += Short.BYTES;
    }

    /** Starts an array of one dimension; its elements follow as if they were columns, then {@link #endArray()}. */
    void startArray(int elementType, int count) {
        makeRoom(6 * Integer.BYTES);
        arrayStart = length;
        INTS.set(bytes, length + 4, count == 0 ? 0 : 1); // dimensions
        INTS.set(bytes, length + 8, 0); // flags, which PostgreSQL ignores
        INTS.set(bytes, length + 12, elementType);
        length += 16;
        if (count > 0) {
            INTS.set(bytes, length, count);
            INTS.set(bytes, length + 4, 1); // lower bound
            length += 8;
        }
    }

    void endArray() {
        INTS.set(bytes, arrayStart, length - arrayStart - Integer.BYTES);
    }

    /** An array of texts. */
    void texts(Iterable<String> texts, int count) {
        startArray(Oid.TEXT, count);
        texts.forEach(this::text);
        endArray();
    }

    void text(String text) {
        var encoded = text.getBytes(StandardCharsets.UTF_8);
        makeRoom(Integer.BYTES + encoded.length);
        INTS.set(bytes, length, encoded.length);
        System.arraycopy(encoded, 0, bytes, length + Integer.BYTES, encoded.length);
        length += Integer.BYTES + encoded.length;
    }

    void bigint(long value) {
        makeRoom(Integer.BYTES + Long.BYTES);
        INTS.set(bytes, length, Long.BYTES);
        LONGS.set(bytes, length + Integer.BYTES, value);
        length += Integer.BYTES + Long.BYTES;
    }

    void integer(int value) {
        makeRoom(2 * Integer.BYTES);
        INTS.set(bytes, length, Integer.BYTES);
        INTS.set(bytes, length + Integer.BYTES, value);
        length += 2 * Integer.BYTES;
    }

    void smallint(int value) {
        makeRoom(Integer.BYTES + Short.BYTES);
        INTS.set(bytes, length, Short.BYTES);
        SHORTS.set(bytes, length + Integer.BYTES, (short) value);
        length += Integer.BYTES + Short.BYTES;
    }

    void uuid(long high, long low) {
        makeRoom(Integer.BYTES + 2 * Long.BYTES);
        INTS.set(bytes, length, 2 * Long.BYTES);
        LONGS.set(bytes, length + Integer.BYTES, high);
        LONGS.set(bytes, length + Integer.BYTES + Long.BYTES, low);
        length += Integer.BYTES + 2 * Long.BYTES;
    }

    void bool(boolean value) {
        makeRoom(Integer.BYTES + 1);
        INTS.set(bytes, length, 1);
        bytes[length + Integer.BYTES] = (byte) (value ? 1 : 0);
        length += Integer.BYTES + 1;
    }

    void none() {
        makeRoom(Integer.BYTES);
        INTS.set(bytes, length, NULL_LENGTH);
        length += Integer.BYTES;
    }

    /** Bytes of any length; sends what comes before. */
    void bytea(byte[] value) throws SQLException {
        makeRoom(Integer.BYTES);
        INTS.set(bytes, length, value.length);
        length += Integer.BYTES;
        flush();
        copy.writeToCopy(value, 0, value.length);
    }

    /** Ends the COPY; returns how many rows it brought. */
    long finish() throws SQLException {
        makeRoom(Short.BYTES);
        SHORTS.set(bytes, length, (short) -1);
        length += Short.BYTES;
        flush();
        return copy.endCopy();
    }

    /** Gives up a COPY that was not finished. */
    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    /** A row is sent as a whole: the lengths of its arrays are known at their ends. */
    private void makeRoom(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    private void flush() throws SQLException {
        copy.writeToCopy(bytes, 0, length);
        length = 0;
    }
}
