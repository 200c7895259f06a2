package dev.trailtally.collector.store;

/** The key of iam_entity. */
record EntityKey(long accountId, long entityId) {}
