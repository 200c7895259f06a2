package dev.trailtally.server.audit;

import dev.trailtally.rpc.AccountIds;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Different account ids, as many as an audit line counts. */
final class CountedAccounts {

    private static final int MAX_LISTED = 20;
    private static final int MAX_COUNTED = 10_000;
    private static final String INVALID = "invalid";

    private final Set<String> ids = new TreeSet<>();

    void add(String id) {
        if (ids.size() < MAX_COUNTED && !id.isEmpty()) {
            // Anything else may be something that does not belong into a log.
            ids.add(AccountIds.isValid(id) ? id : INVALID);
        }
    }

    List<String> first() {
        return ids.stream().limit(MAX_LISTED).toList();
    }

    int count() {
        return ids.size();
    }
}
