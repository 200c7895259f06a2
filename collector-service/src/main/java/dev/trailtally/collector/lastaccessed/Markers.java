package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.source.SourceException;
import java.util.HashSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Walks the pages of IAM up to the one that is not truncated; an empty page is not the end, markers in a circle are. */
final class Markers {

    static final int MAX_ITEMS = 1_000;

    private static final int MAX_PAGES = 50_000;

    @FunctionalInterface
    interface Ask<P> {
        P page(@Nullable String marker) throws SourceException, InterruptedException;
    }

    @FunctionalInterface
    interface Take<P> {
        void page(P page) throws SourceException, InterruptedException;
    }

    private Markers() {}

    /** @param next the marker of the next page; null where there is none */
    static <P> void walk(String action, Ask<P> ask, Function<P, @Nullable String> next, Take<P> take)
            throws SourceException, InterruptedException {
        var met = new HashSet<String>();
        String marker = null;
        do {
            var page = ask.page(marker);
            take.page(page);
            marker = next.apply(page);
            if (marker != null && (!met.add(marker) || met.size() > MAX_PAGES)) {
                throw new SourceException(
                        "ENDLESS_LISTING",
                        action + " came to no end after " + met.size() + " pages",
                        "Scan again; where it stays so, check the AWS endpoint.");
            }
        } while (marker != null);
    }

    /** Of a response's two fields. */
    static @Nullable String next(@Nullable Boolean isTruncated, @Nullable String marker) {
        return Boolean.TRUE.equals(isTruncated) && marker != null && !marker.isEmpty() ? marker : null;
    }
}
