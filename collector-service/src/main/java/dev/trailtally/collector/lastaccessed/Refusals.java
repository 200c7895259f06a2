package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.account.AwsFailures;
import dev.trailtally.collector.source.SourceException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which requests are of no use, because every one of their kind is denied: a kind is asked for a few times only until
 * the first answer, and no more after a few denials without one. Policies may allow it for some entities, so one denial
 * proves nothing.
 */
final class Refusals {

    private static final int PROBES = 4;

    private static final class Kind {
        private boolean allowed;
        private int asking;
        private int denied;
        private @Nullable SourceException last;
    }

    private final Map<Object, Kind> kinds = new HashMap<>();

    /** Why all of a kind are denied; null where they are not, or that is not known. */
    synchronized @Nullable SourceException verdict(Object kind) {
        var known = kinds.get(kind);
        return known == null || known.allowed || known.denied < PROBES ? null : known.last;
    }

    /** Whether one may be asked now; its answer has to be told. */
    synchronized boolean ask(Object kind) {
        var known = kinds.computeIfAbsent(kind, any -> new Kind());
        boolean may = known.allowed || known.asking + known.denied < PROBES;
        known.asking += may ? 1 : 0;
        return may;
    }

    /** Something else than a denial came. */
    synchronized void allowed(Object kind) {
        var known = kinds.computeIfAbsent(kind, any -> new Kind());
        known.asking--;
        known.allowed = true;
    }

    /** The failure of one. */
    synchronized void failed(Object kind, SourceException failure) {
        if (!AwsFailures.isDenied(failure)) {
            allowed(kind);
            return;
        }
        var known = kinds.computeIfAbsent(kind, any -> new Kind());
        known.asking--;
        known.denied++;
        known.last = failure;
    }
}
