package dev.trailtally.rpc;

import com.google.protobuf.Message;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * The pages of a list as its callers read them: each is fetched on demand, and one at a time is in memory.
 *
 * @param <R> the request, with page_token
 * @param <P> the response, with next_page_token
 */
public final class Pages<R extends Message, P extends Message> implements Iterator<P> {

    private final Function<? super R, ? extends P> call;
    private final R first;
    private String token = "";
    private boolean more = true;

    /**
     * @param first the request for the first page
     * @param call calls the rpc
     */
    public Pages(R first, Function<? super R, ? extends P> call) {
        this.first = first;
        this.call = call;
    }

    @Override
    public boolean hasNext() {
        return more;
    }

    @Override
    public P next() {
        if (!more) {
            throw new NoSuchElementException("there is no page after the last one");
        }
        var page = call.apply(request());
        token = (String) page.getField(page.getDescriptorForType().findFieldByName("next_page_token"));
        more = !token.isEmpty();
        return page;
    }

    @SuppressWarnings("unchecked") // a builder of R makes R
    private R request() {
        return (R) first.toBuilder()
                .setField(first.getDescriptorForType().findFieldByName("page_token"), token)
                .build();
    }
}
