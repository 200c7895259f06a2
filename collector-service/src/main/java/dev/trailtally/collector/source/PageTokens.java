package dev.trailtally.collector.source;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The page tokens of one AWS listing. A token that comes a second time would lead to the same pages forever, so it ends the
 * listing; an empty page does not.
 */
public final class PageTokens {

    private static final int MAX_PAGES = 50_000;

    private final String action;
    private final Set<String> seen = new HashSet<>();

    /** @param action such as {@code iam:ListUsers}, for the message of a failure */
    public PageTokens(String action) {
        this.action = action;
    }

    /**
     * Checks the token that a page came with.
     *
     * @return the token, or null on the last page, whose token is null or empty
     * @throws SourceException if the listing does not end: the token was seen before, or there are too many
     */
    public @Nullable String next(@Nullable String token) throws SourceException {
        if (token == null || token.isEmpty()) {
            return null;
        }
        if (!seen.add(token) || seen.size() > MAX_PAGES) {
            throw new SourceException(
                    "ENDLESS_LISTING",
                    action + " did not end: after " + seen.size() + " pages "
                            + (seen.size() > MAX_PAGES ? "more followed" : "a page token was repeated"),
                    "Scan again. If it fails again, check the AWS endpoint.");
        }
        return token;
    }

    /** Forgets the tokens: what came with the last page can come from no page before it. */
    public void advance() {
        seen.clear();
    }
}
