package dev.trailtally.collector.store;

import jakarta.inject.Singleton;

/**
 * A guess whether an event was written before: right about most duplicates, never the judge. Events it suspects are written
 * the careful way, where the primary key decides; the others at full speed, where the key still refuses what it missed.
 *
 * <p>Direct-mapped, so that it stays small and forgets the oldest; races between writers cost speed, nothing else.
 */
@Singleton
final class RecentEvents {

    private static final int SLOTS = 1 << 21;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final long[] fingerprints = new long[SLOTS];

    /** Whether the event was probably written before; remembers it. */
    boolean suspects(long account, long idHigh, long idLow) {
        long fingerprint = ((((idHigh * MIX) ^ idLow) * MIX) ^ account) * MIX;
        fingerprint ^= fingerprint >>> 31;
        int slot = (int) (fingerprint & (SLOTS - 1));
        boolean known = fingerprints[slot] == fingerprint;
        fingerprints[slot] = fingerprint;
        return known;
    }
}
