package dev.trailtally.standalone.lastaccessed;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The pages of an answer, each fetched on demand; one at a time is in memory. */
final class Pages<P> implements Iterator<P> {

    private final Function<String, P> fetch;
    private final Function<P, String> nextToken;
    private @Nullable String token = "";

    /**
     * @param fetch fetches the page of a token; the first page has an empty token
     * @param nextToken the next token of a page; empty on the last one
     */
    Pages(Function<String, P> fetch, Function<P, String> nextToken) {
        this.fetch = fetch;
        this.nextToken = nextToken;
    }

    @Override
    public boolean hasNext() {
        return token != null;
    }

    @Override
    public P next() {
        if (token == null) {
            throw new NoSuchElementException("there is no page after the last one");
        }
        var page = fetch.apply(token);
        var next = nextToken.apply(page);
        token = next.isEmpty() ? null : next;
        return page;
    }
}
