package dev.trailtally.server.audit;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Different account ids, as many as an audit line counts. */
final class AccountIds {

    private static final int MAX_LISTED = 20;
    private static final int MAX_COUNTED = 10_000;
    private static final Pattern ID = Pattern.compile("[0-9]{12}");
    private static final String INVALID = "invalid";

    private final Set<String> ids = new TreeSet<>();

    void add(String id) {
        if (ids.size() < MAX_COUNTED && !id.isEmpty()) {
            // Anything else may be something that does not belong into a log.
            ids.add(ID.matcher(id).matches() ? id : INVALID);
        }
    }

    List<String> first() {
        return ids.stream().limit(MAX_LISTED).toList();
    }

    int count() {
        return ids.size();
    }
}
