package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.account.AwsFailures;
import dev.trailtally.collector.source.SourceException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which requests are of no use, because every one of their kind is denied: a kind is asked for a few times only until
 * the first answer, and no more after some denials without one. Policies may allow it for some entities, so few denials
 * prove nothing, and those that are asked for first should differ: see {@link RequestOrder}.
 */
final class Refusals {

    static final int PROBES = 8;

    private static final class Kind {
        private boolean allowed;
        private int asking;
        private int denied;
        private @Nullable SourceException verdict;
    }

    private final Map<Object, Kind> kinds = new HashMap<>();

    /** Why others of a kind are not asked for; null if they may be allowed. */
    synchronized @Nullable SourceException verdict(Object kind) {
        var known = kinds.get(kind);
        return known == null || known.allowed ? null : known.verdict;
    }

    /** Whether one may be asked for now; if so {@link #answered} has to follow. */
    synchronized boolean ask(Object kind) {
        var known = kind(kind);
        boolean may = known.allowed || known.asking + known.denied < PROBES;
        known.asking += may ? 1 : 0;
        return may;
    }

    /** One that could be {@link #ask asked} for is under way no more, whatever came of it. */
    synchronized void answered(Object kind) {
        kind(kind).asking--;
    }

    /** It was allowed to one. */
    synchronized void allowed(Object kind) {
        kind(kind).allowed = true;
    }

    /**
     * One failed; a denial counts.
     *
     * @param arn of which entity
     */
    synchronized void failed(Object kind, String arn, SourceException failure) {
        if (!AwsFailures.isDenied(failure)) {
            return;
        }
        var known = kind(kind);
        if (++known.denied == PROBES) {
            known.verdict = new SourceException(
                    failure.code(),
                    "not asked: all of the first %d were denied, such as %s: %s"
                            .formatted(PROBES, arn, failure.explanation()),
                    failure.nextStep(),
                    failure);
        }
    }

    private Kind kind(Object kind) {
        return kinds.computeIfAbsent(kind, any -> new Kind());
    }
}
