package dev.trailtally.collector.event;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Hostile bytes, made of the {@link Corpus}; a seed always makes the same. */
final class Mutations {

    static final String ID = "00000000-0000-4000-8000-00000000000";

    private static final int MAX_MUTATIONS = 6;
    private static final int MAX_RANGE = 64;
    private static final int MAX_REPETITIONS = 400;
    private static final int MAX_BYTES = 1 << 16;

    private Mutations() {}

    /** A whole record with an event id of its own. */
    static String record(int number) {
        return RecordText.of("GetObject", number)
                .with("eventID", "'" + ID + number + "'")
                .toString();
    }

    static byte[] hostile(Random random) {
        var bytes = corpusEntry(random);
        for (int left = random.nextInt(MAX_MUTATIONS); left >= 0; left--) {
            bytes = mutated(bytes, random);
        }
        return bytes.length <= MAX_BYTES ? bytes : Arrays.copyOf(bytes, MAX_BYTES);
    }

    private static byte[] corpusEntry(Random random) {
        return Corpus.OBJECTS.get(random.nextInt(Corpus.OBJECTS.size()));
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(MAX_RANGE));
        var noise = new byte[1 + random.nextInt(8)];
        random.nextBytes(noise);
        return switch (random.nextInt(9)) {
            case 0 -> flipped(bytes, at, random.nextInt(Byte.SIZE));
            case 1 -> spliced(bytes, at, end, new byte[0]);
            case 2 -> spliced(bytes, at, at, noise);
            case 3 -> spliced(bytes, at, end, noise);
            case 4, 5 -> spliced(bytes, at, at, token(random));
            case 6 -> spliced(bytes, at, at, repeated(token(random), 1 + random.nextInt(MAX_REPETITIONS)));
            case 7 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
            default -> random.nextBoolean() ? Arrays.copyOf(bytes, at) : spliced(bytes, at, at, corpusEntry(random));
        };
    }

    private static byte[] token(Random random) {
        return Corpus.TOKENS.get(random.nextInt(Corpus.TOKENS.size()));
    }

    private static byte[] flipped(byte[] bytes, int at, int bit) {
        var flipped = bytes.clone();
        if (at < flipped.length) {
            flipped[at] ^= (byte) (1 << bit);
        }
        return flipped;
    }

    private static byte[] repeated(byte[] token, int times) {
        var repeated = new byte[token.length * times];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = token[i % token.length];
        }
        return repeated;
    }

    /** With a range replaced. */
    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        return joined(Arrays.copyOf(bytes, from), middle, Arrays.copyOfRange(bytes, to, bytes.length));
    }

    static byte[] joined(byte[]... parts) {
        var joined = new ByteArrayOutputStream();
        for (var part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    static byte[] gzip(byte[] bytes) {
        var stored = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(stored)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return stored.toByteArray();
    }
}
