package dev.trailtally.simulator.record;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A growing buffer that JSON is written into by hand: a JSON library would take longer than gzip. */
public final class JsonBytes {

    public static final String UPPER_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    public static final String ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    public static final String BASE64 = ALPHANUMERIC + "+/";
    public static final String HEX = "0123456789abcdef";

    private byte[] bytes = new byte[16 * 1024];
    private int length;
    private long dateDay = Long.MIN_VALUE;
    private String date = "";

    /** Characters of an alphabet. */
    public static String letters(SplittableRandom random, String alphabet, int count) {
        var letters = new char[count];
        for (var i = 0; i < count; i++) {
            letters[i] = alphabet.charAt(random.nextInt(alphabet.length()));
        }
        return new String(letters);
    }

    public void clear() {
        length = 0;
    }

    public int length() {
        return length;
    }

    public byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    /** Unchanged JSON; ASCII only. */
    public JsonBytes raw(String ascii) {
        reserve(ascii.length());
        for (var i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    public JsonBytes raw(byte[] json) {
        reserve(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    /** A string with its quotes, escaped. */
    public JsonBytes text(String text) {
        raw("\"");
        for (var i = 0; i < text.length(); i++) {
            escaped(text, i);
        }
        return raw("\"");
    }

    /** A name, its colon and a string. */
    public JsonBytes field(String name, String text) {
        return raw("\"").raw(name).raw("\":").text(text);
    }

    public JsonBytes number(long value) {
        return raw(Long.toString(value));
    }

    /** Characters of an alphabet, without quotes. */
    public JsonBytes token(SplittableRandom random, String alphabet, int count) {
        reserve(count);
        for (var i = 0; i < count; i++) {
            bytes[length++] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
        }
        return this;
    }

    /** A random UUID with its quotes. */
    public JsonBytes uuid(SplittableRandom random) {
        var high = (random.nextLong() & 0xFFFFFFFFFFFF0FFFL) | 0x4000L;
        var low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        raw("\"").hex(high, 60, 32).raw("-").hex(high, 28, 16).raw("-").hex(high, 12, 0);
        return raw("-").hex(low, 60, 48).raw("-").hex(low, 44, 0).raw("\"");
    }

    /** An ISO 8601 instant with its quotes. */
    public JsonBytes instant(long epochSecond) {
        var day = Math.floorDiv(epochSecond, 86_400L);
        if (day != dateDay) {
            dateDay = day;
            date = "\"" + LocalDate.ofEpochDay(day) + "T";
        }
        var second = (int) (epochSecond - day * 86_400L);
        raw(date);
        twoDigits(second / 3600).raw(":");
        twoDigits(second / 60 % 60).raw(":");
        return twoDigits(second % 60).raw("Z\"");
    }

    private JsonBytes twoDigits(int value) {
        reserve(2);
        bytes[length++] = (byte) ('0' + value / 10);
        bytes[length++] = (byte) ('0' + value % 10);
        return this;
    }

    private JsonBytes hex(long value, int firstShift, int lastShift) {
        reserve(16);
        for (var shift = firstShift; shift >= lastShift; shift -= 4) {
            bytes[length++] = (byte) HEX.charAt((int) (value >>> shift) & 15);
        }
        return this;
    }

    private void escaped(String text, int index) {
        var c = text.charAt(index);
        switch (c) {
            case '"' -> raw("\\\"");
            case '\\' -> raw("\\\\");
            case '\n' -> raw("\\n");
            case '\t' -> raw("\\t");
            default -> {
                if (c < ' ') {
                    raw("\\u00").hex(c, 4, 0);
                } else if (c < 128) {
                    reserve(1);
                    bytes[length++] = (byte) c;
                } else if (!Character.isLowSurrogate(c)) {
                    raw(Character.toString(text.codePointAt(index)).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
