package dev.trailtally.collector.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** A COPY in PostgreSQL's binary format. Source: PostgreSQL documentation, COPY, "Binary Format". */
final class CopyBuffer implements AutoCloseable {

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int BYTES = 256 << 10;
    private static final int ROW_BYTES = 1 << 10;
    private static final int NULL_LENGTH = -1;

    private final CopyIn copy;
    private final byte[] bytes = new byte[BYTES];
    private int length;

    private CopyBuffer(CopyIn copy) {
        this.copy = copy;
        System.arraycopy(HEADER, 0, bytes, 0, HEADER.length);
        length = HEADER.length;
    }

    /** Starts "copy … from stdin (format binary)". */
    static CopyBuffer start(Connection connection, String sql) throws SQLException {
        return new CopyBuffer(connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql));
    }

    /** Makes room for a row of fixed-size columns and starts it. */
    void startRow(int columns) {
        SHORTS.set(bytes, length, (short) columns);
        length += Short.BYTES;
    }

    /** Sends what has been gathered when little room is left; call it between rows. */
    void flushIfFull() throws SQLException {
        if (length > BYTES - ROW_BYTES) {
            flush();
        }
    }

    void bigint(long value) {
        INTS.set(bytes, length, Long.BYTES);
        LONGS.set(bytes, length + Integer.BYTES, value);
        length += Integer.BYTES + Long.BYTES;
    }

    void integer(int value) {
        INTS.set(bytes, length, Integer.BYTES);
        INTS.set(bytes, length + Integer.BYTES, value);
        length += Integer.BYTES + Integer.BYTES;
    }

    void uuid(long high, long low) {
        INTS.set(bytes, length, 2 * Long.BYTES);
        LONGS.set(bytes, length + Integer.BYTES, high);
        LONGS.set(bytes, length + Integer.BYTES + Long.BYTES, low);
        length += Integer.BYTES + 2 * Long.BYTES;
    }

    void bool(boolean value) {
        INTS.set(bytes, length, 1);
        bytes[length + Integer.BYTES] = (byte) (value ? 1 : 0);
        length += Integer.BYTES + 1;
    }

    void none() {
        INTS.set(bytes, length, NULL_LENGTH);
        length += Integer.BYTES;
    }

    /** Bytes of any length; sends what comes before. */
    void bytea(byte[] value) throws SQLException {
        INTS.set(bytes, length, value.length);
        length += Integer.BYTES;
        flush();
        copy.writeToCopy(value, 0, value.length);
    }

    /** Ends the COPY; returns how many rows it brought. */
    long finish() throws SQLException {
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

    private void flush() throws SQLException {
        copy.writeToCopy(bytes, 0, length);
        length = 0;
    }
}
