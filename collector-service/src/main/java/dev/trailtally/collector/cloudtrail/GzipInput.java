package dev.trailtally.collector.cloudtrail;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The content of a gzip stream, all its members one after the other. Unlike the JDK's stream it reports anything
 * between and after the members: only zero padding up to the very end is harmless.
 */
final class GzipInput extends InputStream {

    /** Real logs compress 10 to 40 times; deflate itself reaches 1,032. */
    static final int MAX_RATIO = 250;

    /** Below this size no ratio is absurd: a short log of one repeated event compresses well. */
    static final long RATIO_FREE_BYTES = 16L << 20;

    private static final int BUFFER_BYTES = 128 << 10;
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;
    private static final long SIZE_MASK = 0xffffffffL;
    private static final int END = -1;

    private final InputStream stored;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] input = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long taken;
    private long lastFour;
    private boolean inMember;
    private long produced;
    private long producedBefore;
    private long trusted;

    GzipInput(InputStream stored) {
        this.stored = stored;
    }

    /** How much of the content is usable after damage: all before a cut, otherwise the members whose checksum held. */
    long trusted() {
        return trusted;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        for (; ; ) {
            if (!inMember && !nextMember()) {
                return END;
            }
            int count = inflate(target, offset, length);
            if (count > 0) {
                checksum.update(target, offset, count);
                produced += count;
                checkRatio();
                return count;
            }
            if (inflater.finished()) {
                endMember();
            } else if (!fill()) {
                throw cut();
            } else {
                inflater.setInput(input, position, limit - position);
            }
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? END : one[0] & 0xff;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        stored.close();
    }

    private int inflate(byte[] target, int offset, int length) throws UnreadableException {
        try {
            int count = inflater.inflate(target, offset, length);
            if (inflater.needsDictionary()) {
                throw damaged("the compressed data needs a dictionary");
            }
            return count;
        } catch (DataFormatException e) {
            throw damaged("the compressed data is invalid (" + e.getMessage() + ")");
        }
    }

    /** Reads a member's header; false at the end of the stream. */
    private boolean nextMember() throws IOException {
        int first = next();
        boolean padded = first == 0;
        while (first == 0) {
            first = next();
        }
        if (first == END) {
            return false;
        }
        if (padded) {
            throw damaged("there is data after zero padding");
        }
        checksum.reset();
        checksum.update(first);
        if (first != 0x1f || header() != 0x8b || header() != DEFLATE) {
            throw damaged(produced == 0 ? "the header is not a gzip header" : "the data after a member is not gzip");
        }
        optionalFields();
        checksum.reset();
        inflater.reset();
        inflater.setInput(input, position, limit - position);
        producedBefore = produced;
        inMember = true;
        return true;
    }

    private void optionalFields() throws IOException {
        int flags = header();
        if ((flags & RESERVED) != 0) {
            throw damaged("the header has unknown flags");
        }
        for (int i = 0; i < 6; i++) { // time, level and system
            header();
        }
        if ((flags & EXTRA) != 0) {
            int extra = header() | (header() << 8);
            for (int i = 0; i < extra; i++) {
                header();
            }
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            int expected = (int) checksum.getValue() & 0xffff;
            if ((header() | (header() << 8)) != expected) {
                throw mismatch("the checksum of the header");
            }
        }
    }

    private void skipText() throws IOException {
        while (header() != 0) {
            // the name or comment does not matter
        }
    }

    private int header() throws IOException {
        int value = trailer();
        checksum.update(value);
        return value;
    }

    private int trailer() throws IOException {
        int value = next();
        if (value == END) {
            throw cut();
        }
        return value;
    }

    private void endMember() throws IOException {
        position = limit - inflater.getRemaining();
        if (fourBytes() != checksum.getValue()) {
            throw mismatch("the checksum (CRC-32)");
        }
        if (fourBytes() != ((produced - producedBefore) & SIZE_MASK)) {
            throw mismatch("the size");
        }
        trusted = produced;
        inMember = false;
    }

    private long fourBytes() throws IOException {
        return trailer() | ((long) trailer() << 8) | ((long) trailer() << 16) | ((long) trailer() << 24);
    }

    private int next() throws IOException {
        return position < limit || fill() ? input[position++] & 0xff : END;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(stored.read(input, 0, input.length), 0);
        taken += limit;
        for (int i = Math.max(limit - Integer.BYTES, 0); i < limit; i++) {
            lastFour = (lastFour >>> Byte.SIZE) | ((input[i] & 0xffL) << (3 * Byte.SIZE));
        }
        return limit > 0;
    }

    private void checkRatio() throws UnreadableException {
        if (produced > LogInput.MAX_BYTES || (produced > RATIO_FREE_BYTES && produced / MAX_RATIO > taken)) {
            throw new UnreadableException(
                    Reason.EXPANDS_TOO_FAR,
                    "expands to more than " + produced + " bytes from " + taken + " (limits: " + MAX_RATIO + " times, "
                            + LogInput.MAX_BYTES + " bytes)",
                    produced);
        }
    }

    /**
     * A flipped bit can hide the end of the data, so that everything up to the trailer is taken for data. Then the trailer's
     * size is near to what came out, which a stream that was cut hardly ends in.
     */
    private UnreadableException cut() {
        long member = produced - producedBefore;
        if (member > 0 && Math.abs(lastFour - member) <= member / 2) {
            return damaged("the compressed data has no end");
        }
        trusted = produced;
        return new UnreadableException(Reason.DAMAGED_GZIP, "the gzip stream ends early", produced);
    }

    private UnreadableException damaged(String what) {
        return new UnreadableException(Reason.DAMAGED_GZIP, "the gzip stream is damaged: " + what, produced);
    }

    private UnreadableException mismatch(String what) {
        return new UnreadableException(
                Reason.CHECKSUM_MISMATCH, what + " of the gzip stream does not match its content", produced);
    }
}
