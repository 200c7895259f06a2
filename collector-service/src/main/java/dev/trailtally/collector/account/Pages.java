package dev.trailtally.collector.account;

import dev.trailtally.collector.source.SourceException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/** The pages of a listing up to the one without a token; an empty page is not the end, tokens in a circle are. */
final class Pages<P> {

    private static final int MAX_PAGES = 50_000;
    private static final int MAX_REPEATED_TOKENS = 100;

    private final Iterator<P> pages;
    private final Function<P, @Nullable String> nextToken;
    private final String action;
    private final String resource;
    private final Set<String> tokens = new HashSet<>();
    private int repeated;

    /** @param pages of one of the SDK's paginators, which ask for a page when it is taken */
    Pages(Iterable<P> pages, Function<P, @Nullable String> nextToken, String action, String resource) {
        this.pages = pages.iterator();
        this.nextToken = nextToken;
        this.action = action;
        this.resource = resource;
    }

    boolean hasNext() {
        return pages.hasNext();
    }

    P next() throws SourceException, InterruptedException {
        try {
            var page = pages.next();
            checkProgress(nextToken.apply(page));
            return page;
        } catch (AbortedException e) {
            Thread.interrupted();
            throw new InterruptedException("interrupted in " + action);
        } catch (SdkException e) {
            throw AwsFailures.of(e, action, resource);
        }
    }

    private void checkProgress(@Nullable String token) throws SourceException {
        if (token != null && !tokens.add(token)) {
            repeated++;
        }
        if (repeated > MAX_REPEATED_TOKENS || tokens.size() > MAX_PAGES) {
            throw endless(action, tokens.size() + repeated);
        }
    }

    static SourceException endless(String action, int pages) {
        return new SourceException(
                "ENDLESS_LISTING",
                action + " came to no end after " + pages + " pages",
                "Name the accounts and regions in the scan, or check the AWS endpoint.");
    }
}
