package dev.trailtally.collector.work;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** One value for each key in use, shared by all its users. */
public final class SharedValues<K, V> {

    private record Shared<V>(V value, int users) {}

    private final Map<K, Shared<V>> values = new ConcurrentHashMap<>();
    private final Supplier<V> first;

    /** @param first makes the value of a key's first user */
    public SharedValues(Supplier<V> first) {
        this.first = first;
    }

    /** Release it with {@link #leave}. */
    public V join(K key) {
        return values.merge(
                        key,
                        new Shared<>(first.get(), 1),
                        (present, added) -> new Shared<>(present.value, present.users + 1))
                .value;
    }

    public void leave(K key) {
        values.computeIfPresent(
                key, (of, shared) -> shared.users == 1 ? null : new Shared<>(shared.value, shared.users - 1));
    }
}
