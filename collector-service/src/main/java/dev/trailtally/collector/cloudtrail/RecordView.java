package dev.trailtally.collector.cloudtrail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The members of one record as places in a buffer; nothing is copied. Valid only during the call that passes it. */
@SuppressWarnings("EnumOrdinal") // members are bits and places in arrays, of one process only
public final class RecordView {

    /** Instead of an account, if there is none. */
    public static final long NO_ACCOUNT = -1;

    private static final int ACCOUNT_DIGITS = 12;

    private final int[] from = new int[Field.values().length];
    private final int[] to = new int[Field.values().length];
    private long present;
    private long text;
    private long escaped;
    private byte[] buffer = {};
    private int origin;
    private int end;
    private long number;
    private long offset;
    private long envelopeAccount = NO_ACCOUNT;
    private Category category = Category.MANAGEMENT;

    void clear() {
        present = 0;
        text = 0;
        escaped = 0;
    }

    /** Notes a member, by its places relative to the record's start. */
    void put(Field field, int relativeFrom, int relativeTo, boolean isText, boolean isEscaped) {
        long bit = 1L << field.ordinal();
        from[field.ordinal()] = relativeFrom;
        to[field.ordinal()] = relativeTo;
        present |= bit;
        text = isText ? text | bit : text & ~bit;
        escaped = isEscaped ? escaped | bit : escaped & ~bit;
    }

    void locate(byte[] newBuffer, int newOrigin, int newEnd) {
        buffer = newBuffer;
        origin = newOrigin;
        end = newEnd;
    }

    void place(long newNumber, long newOffset, long newEnvelopeAccount, Category newCategory) {
        number = newNumber;
        offset = newOffset;
        envelopeAccount = newEnvelopeAccount;
        category = newCategory;
    }

    /** The record's place in its object, from 1. */
    public long number() {
        return number;
    }

    /** Where the record starts in the uncompressed object, in bytes from 0. */
    public long offset() {
        return offset;
    }

    /** The account that an envelope around the record names, or {@link #NO_ACCOUNT}. */
    public long envelopeAccount() {
        return envelopeAccount;
    }

    public Category category() {
        return category;
    }

    /** Whether the member is there and not null. */
    public boolean has(Field field) {
        return (present & 1L << field.ordinal()) != 0;
    }

    /** Whether the member is not there, null or an empty text. */
    public boolean isEmpty(Field field) {
        return !has(field) || from[field.ordinal()] == to[field.ordinal()];
    }

    boolean isText(Field field) {
        return has(field) && (text & 1L << field.ordinal()) != 0;
    }

    /** Whether the member's bytes contain escapes, so that they are not its text. */
    public boolean isEscaped(Field field) {
        return (escaped & 1L << field.ordinal()) != 0;
    }

    public byte[] buffer() {
        return buffer;
    }

    /** Where the member's bytes start in {@link #buffer}, without quotes; the member must be there. */
    public int from(Field field) {
        return origin + from[field.ordinal()];
    }

    /** Where the member's bytes end in {@link #buffer} (exclusive). */
    public int to(Field field) {
        return origin + to[field.ordinal()];
    }

    /** Whether the member is there with exactly this text (ASCII, no escapes). */
    public boolean is(Field field, byte[] value) {
        return has(field) && Arrays.equals(buffer, from(field), to(field), value, 0, value.length);
    }

    /** The member's text with escapes resolved; empty if it is not there. */
    public byte[] bytes(Field field) {
        if (!has(field)) {
            return new byte[0];
        }
        return isEscaped(field)
                ? Escapes.unescape(buffer, from(field), to(field))
                : Arrays.copyOfRange(buffer, from(field), to(field));
    }

    /** The member's text; empty if it is not there. */
    public String string(Field field) {
        return has(field) ? new String(bytes(field), StandardCharsets.UTF_8) : "";
    }

    /** The member's text as an account, twelve digits, or {@link #NO_ACCOUNT}. */
    public long account(Field field) {
        return has(field) ? account(buffer, from(field), to(field)) : NO_ACCOUNT;
    }

    /** The record's JSON. */
    public byte[] json() {
        return Arrays.copyOfRange(buffer, origin, end);
    }

    private static long account(byte[] bytes, int from, int to) {
        if (to - from != ACCOUNT_DIGITS) {
            return NO_ACCOUNT;
        }
        long account = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return NO_ACCOUNT;
            }
            account = account * 10 + digit;
        }
        return account;
    }
}
