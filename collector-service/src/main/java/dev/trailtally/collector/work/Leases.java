package dev.trailtally.collector.work;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claims on rows that this instance holds: it renews their leases, notices those that were lost, and gives back those
 * whose work has not ended.
 *
 * @param <K> names a claim
 * @param <W> the work that is done under it
 */
public final class Leases<K, W> {

    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    /** The rows of one kind of work. */
    public interface Rows<K, W> {

        /** Extends the leases; returns the claims that were lost: cancelled, ended, or taken by another collector. */
        Collection<K> renew(Map<K, W> held);

        /** Gives claims back, so that any instance can claim the rows at once. */
        void release(Map<K, W> held);

        /** Stops the work under a claim that was lost: no more of it may be stored. */
        default void lost(W work) {}
    }

    private final String what;
    private final Rows<K, W> rows;
    private final Map<K, W> held = new ConcurrentHashMap<>();

    /** @param what the rows, for the log */
    public Leases(String what, Rows<K, W> rows) {
        this.what = what;
        this.rows = rows;
    }

    String what() {
        return what;
    }

    public void hold(K claim, W work) {
        held.put(claim, work);
    }

    /** Its work has ended, so it is neither renewed nor given back. */
    public void end(K claim) {
        held.remove(claim);
    }

    /** The same, if this instance does not hold the row by a later claim. */
    public void end(K claim, W work) {
        held.remove(claim, work);
    }

    public boolean isHeld(K claim) {
        return held.containsKey(claim);
    }

    /** All that is held now. */
    public Map<K, W> held() {
        return Map.copyOf(held);
    }

    public void renew() {
        var some = held();
        if (some.isEmpty()) {
            return;
        }
        for (var claim : rows.renew(some)) {
            var work = some.get(claim);
            if (work != null && held.remove(claim, work)) {
                rows.lost(work);
            }
        }
    }

    /** Gives back all that is held: do not call it before the work has stopped. */
    public void release() {
        giveBack(held());
    }

    /** Gives back some claims; if the database does not answer, their leases expire. */
    public void giveBack(Map<K, W> some) {
        some.forEach(held::remove);
        if (some.isEmpty()) {
            return;
        }
        try {
            rows.release(some);
        } catch (RuntimeException e) {
            LOG.warn("{} {} wait until their leases expire: {}", some.size(), what, e.toString());
        }
    }
}
