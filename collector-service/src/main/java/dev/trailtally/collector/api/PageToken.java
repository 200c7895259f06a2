package dev.trailtally.collector.api;

import dev.trailtally.rpc.RpcErrors;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** Where a page ended, as text that callers only pass back. */
final class PageToken {

    private static final String SEPARATOR = "\n";

    private PageToken() {}

    /** @param list what is paged; a token of one list is refused by another */
    static String of(String list, Object... lastRow) {
        var text = new StringBuilder(list);
        for (var value : lastRow) {
            text.append(SEPARATOR).append(value);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The row that the token names, or the one before the first if the token is empty. */
    static <T> T parse(String token, String list, T beforeFirst, Function<List<String>, T> row) {
        if (token.isEmpty()) {
            return beforeFirst;
        }
        try {
            var parts = List.of(
                    new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split(SEPARATOR, -1));
            // PostgreSQL has no text with NUL.
            if (parts.getFirst().equals(list) && parts.stream().noneMatch(part -> part.indexOf('\0') >= 0)) {
                return row.apply(parts.subList(1, parts.size()));
            }
        } catch (RuntimeException e) {
            // Whatever is wrong with it, it is not one of ours.
        }
        throw RpcErrors.invalidArgument("page_token", "is not a next_page_token of this list");
    }

    /** The requested size, or the default if there is none. */
    static int size(int asked, int standard, int max) {
        if (asked < 0 || asked > max) {
            throw RpcErrors.invalidArgument("page_size", "must be 1 to " + max + ", found " + asked);
        }
        return asked == 0 ? standard : asked;
    }
}
