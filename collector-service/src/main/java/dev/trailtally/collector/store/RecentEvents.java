package dev.trailtally.collector.store;

import dev.trailtally.collector.event.EventBatch;
import jakarta.inject.Singleton;
import java.util.BitSet;

/**
 * Guesses which events were written before: it finds most duplicates, but never decides. Events that it knows are
 * written the careful way, in which the primary key decides; the others at full speed, in which the key still refuses
 * what it missed.
 *
 * <p>Buckets of fingerprints, newest first, that forget the oldest: 32 MiB for the last 8 million events. Races between
 * writers cost speed, nothing else.
 */
@Singleton
final class RecentEvents {

    private static final int BUCKET = 8;
    private static final int BUCKETS = 1 << 20;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final int[] fingerprints = new int[BUCKETS * BUCKET];

    /** The rows of the batch whose events were probably written before, or come earlier in the batch; remembers all. */
    BitSet seen(EventBatch batch) {
        var seen = new BitSet(batch.size());
        for (int row = 0; row < batch.size(); row++) {
            long hash = ((((batch.idHigh[row] * MIX) ^ batch.idLow[row]) * MIX) ^ batch.account[row]) * MIX;
            seen.set(row, remember(hash ^ (hash >>> 29)));
        }
        return seen;
    }

    private boolean remember(long hash) {
        int start = (int) (hash & (BUCKETS - 1)) * BUCKET;
        int fingerprint = (int) (hash >>> 32);
        for (int slot = start; slot < start + BUCKET; slot++) {
            if (fingerprints[slot] == fingerprint) {
                return true;
            }
        }
        System.arraycopy(fingerprints, start, fingerprints, start + 1, BUCKET - 1);
        fingerprints[start] = fingerprint;
        return false;
    }
}
