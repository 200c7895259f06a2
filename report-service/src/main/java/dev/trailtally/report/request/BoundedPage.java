package dev.trailtally.report.request;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of a page: as many as it may have, or as 2 MiB hold; a gRPC client takes 4 MiB by default.
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

    /** False where the page had no more room: it has to be offered one message beyond its size. */
    public boolean add(T message) {
        cut = cut || messages.size() == size || bytes > MAX_BYTES;
        if (!cut) {
            bytes += message.getSerializedSize();
            messages.add(message);
        }
        return !cut;
    }

    public List<T> messages() {
        return messages;
    }

    /** Whether another page follows. */
    public boolean isCut() {
        return cut;
    }
}
