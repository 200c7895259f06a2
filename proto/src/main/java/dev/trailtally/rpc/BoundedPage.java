package dev.trailtally.rpc;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The messages of a page: up to the page size or 2 MiB; a gRPC client accepts 4 MiB by default.
 *
 * @param <T> what is listed
 */
public final class BoundedPage<T extends Message> {

    private static final int MAX_BYTES = 2 << 20;

    private final int size;
    private final List<T> messages = new ArrayList<>();
    private long bytes;
    private boolean cut;

    public BoundedPage(int size) {
        this.size = size;
    }

    /** False if the page is full: the caller must offer one message beyond the page size. */
    public boolean add(T message) {
        cut = cut || messages.size() == size || bytes > MAX_BYTES;
        if (!cut) {
            bytes += message.getSerializedSize();
            messages.add(message);
        }
        return !cut;
    }

    /**
     * Offers the messages of rows, of which there are more than the page size if another page follows.
     *
     * @param key of a row
     * @return the token of the next page; empty if none follows
     */
    public <R> String fill(
            Message request,
            List<R> rows,
            Function<? super R, ? extends T> message,
            Function<? super R, List<String>> key) {
        for (var row : rows) {
            if (!add(message.apply(row))) {
                break;
            }
        }
        return cut ? PageToken.after(request, key.apply(rows.get(messages.size() - 1))) : "";
    }

    public List<T> messages() {
        return messages;
    }

    /** The token of the next page, by the key of a message; empty if none follows. */
    public String nextPageToken(Message request, Function<? super T, List<String>> key) {
        return cut ? PageToken.after(request, key.apply(messages.getLast())) : "";
    }
}
