package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.source.PageTokens;
import dev.trailtally.collector.source.SourceException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Walks the pages of IAM up to the one that is not truncated, checked by {@link PageTokens}. */
final class Markers {

    static final int MAX_ITEMS = 1_000;

    @FunctionalInterface
    interface Ask<P> {
        P page(@Nullable String marker) throws SourceException, InterruptedException;
    }

    @FunctionalInterface
    interface Take<P> {
        void page(P page) throws SourceException, InterruptedException;
    }

    private Markers() {}

    /** @param next the marker of the next page; null if there is none */
    static <P> void walk(String action, Ask<P> ask, Function<P, @Nullable String> next, Take<P> take)
            throws SourceException, InterruptedException {
        var tokens = new PageTokens(action);
        String marker = null;
        do {
            var page = ask.page(marker);
            take.page(page);
            marker = tokens.next(next.apply(page));
        } while (marker != null);
    }

    /** The next marker, from a response's two fields. */
    static @Nullable String next(@Nullable Boolean isTruncated, @Nullable String marker) {
        return Boolean.TRUE.equals(isTruncated) && marker != null && !marker.isEmpty() ? marker : null;
    }
}
