package dev.trailtally.collector.store;

import java.util.Map;

/** The key of iam_entity. */
record EntityKey(long accountId, long entityId) {

    Map<String, Long> binds() {
        return Map.of("account_id", accountId, "entity_id", entityId);
    }
}
