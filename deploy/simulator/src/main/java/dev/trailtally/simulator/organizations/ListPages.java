package dev.trailtally.simulator.organizations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trailtally.simulator.fault.Listing;
import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.Json;
import dev.trailtally.simulator.protocol.PageTokens;
import java.util.List;

/** Cuts a list into pages, odd ones too. */
final class ListPages {

    private static final int MAX_PAGE = 20;
    /** Marks the position of a page whose empty page was already sent. */
    private static final String EMPTY_SENT = "+";

    private final Listing listing;
    private final PageTokens tokens;

    ListPages(Listing listing, PageTokens tokens) {
        this.listing = listing;
        this.tokens = tokens;
    }

    /** @param binding the operation and what it lists, to which its tokens belong */
    ObjectNode page(String name, List<ObjectNode> items, JsonNode body, String binding) {
        var position = Json.text(body, "NextToken")
                .map(token -> tokens.open(binding, token).orElseThrow(ListPages::invalidToken))
                .orElse("0");
        var answer = Json.object();
        var array = answer.putArray(name);
        if (listing.emptyPages() && !position.endsWith(EMPTY_SENT)) {
            return answer.put("NextToken", tokens.seal(binding, position + EMPTY_SENT));
        }
        var from = Integer.parseInt(position.replace(EMPTY_SENT, ""));
        var to = Math.min(items.size(), from + Math.min(listing.pageSize(), maxResults(body)));
        items.subList(from, to).forEach(array::add);
        if (to < items.size()) {
            answer.put("NextToken", tokens.seal(binding, Integer.toString(to)));
        }
        return answer;
    }

    private static int maxResults(JsonNode body) {
        var maxResults = Json.find(body, "MaxResults").map(JsonNode::asInt).orElse(MAX_PAGE);
        if (maxResults < 1 || maxResults > MAX_PAGE) {
            throw AwsException.badRequest("InvalidInputException", "MaxResults is not from 1 to 20");
        }
        return maxResults;
    }

    private static AwsException invalidToken() {
        return AwsException.badRequest("InvalidInputException", "You provided a value that is not a valid NextToken.");
    }
}
