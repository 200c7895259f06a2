package dev.trailtally.collector.account;

import dev.trailtally.collector.source.PageTokens;
import dev.trailtally.collector.source.SourceException;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/** The pages of a listing up to the one without a token, checked by {@link PageTokens}. */
final class Pages<P> {

    private final Iterator<P> pages;
    private final Function<P, @Nullable String> nextToken;
    private final String action;
    private final String resource;
    private final PageTokens tokens;

    /** @param pages of one of the SDK's paginators, which ask for a page when it is taken */
    Pages(Iterable<P> pages, Function<P, @Nullable String> nextToken, String action, String resource) {
        this.pages = pages.iterator();
        this.nextToken = nextToken;
        this.action = action;
        this.resource = resource;
        this.tokens = new PageTokens(action);
    }

    boolean hasNext() {
        return pages.hasNext();
    }

    P next() throws SourceException, InterruptedException {
        try {
            var page = pages.next();
            tokens.next(nextToken.apply(page));
            return page;
        } catch (AbortedException e) {
            Thread.interrupted();
            throw new InterruptedException("interrupted in " + action);
        } catch (SdkException e) {
            throw AwsFailures.of(e, action, resource);
        }
    }
}
