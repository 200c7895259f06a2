package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.account.AwsFailures;
import dev.trailtally.collector.source.SourceException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the kinds of requests that are useless because all of them are denied. Only a few of a kind are sent at a time
 * until the first one is answered, and none after several denials without an answer. Policies may allow a request for
 * some entities only, so a few denials prove nothing, and the first entities should differ: see {@link RequestOrder}.
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

    /** A request that {@link #ask} admitted has ended, whatever its result. */
    synchronized void answered(Object kind) {
        kind(kind).asking--;
    }

    /** One request was allowed. */
    synchronized void allowed(Object kind) {
        kind(kind).allowed = true;
    }

    /**
     * One request failed; a denial counts.
     *
     * @param arn the entity's
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
