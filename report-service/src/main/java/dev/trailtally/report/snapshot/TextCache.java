package dev.trailtally.report.snapshot;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.SQLException;
import java.util.Locale;

/** Texts of dictionaries that were read lately: a reference never changes its text, so nothing here is ever out of date. */
final class TextCache {

    private static final long MAX_BYTES = 32L * 1024 * 1024;

    private static final Sql MISSING = Sql.plannedOnce("""
            select 'REGION' as dictionary, id, region as main, '' as name, '' as type
            from region
            where id = any(:region)
            union all
            select 'EVENT_SOURCE', id, event_source, '', ''
            from event_source
            where id = any(:event_source)
            union all
            select 'ACTION', id, event_source, event_name, ''
            from action
            where id = any(:action)
            union all
            select 'ERROR_CODE', id, error_code, '', ''
            from error_code
            where id = any(:error_code)
            union all
            select 'PRINCIPAL', id, principal_key, display_name, principal_type
            from principal
            where id = any(:principal)
            union all
            select 'SOURCE_IP', id, source_ip_address, '', ''
            from source_ip
            where id = any(:source_ip)
            union all
            select 'USER_AGENT', id, user_agent, '', ''
            from user_agent
            where id = any(:user_agent)
            """);

    /** Reads the texts that are not known, as part of the same snapshot. */
    @FunctionalInterface
    interface Reader {

        void read(Query query) throws SQLException;
    }

    private record Key(Dictionary dictionary, long reference) {}

    private final Cache<Key, Text> texts = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((Key key, Text text) -> text.weight())
            .executor(Runnable::run)
            .build();

    Texts of(References references, Reader reader) throws SQLException {
        var found = new Texts();
        var missing = new References();
        boolean complete = true;
        for (var wanted : references.byDictionary().entrySet()) {
            for (var reference : wanted.getValue()) {
                var text = texts.getIfPresent(new Key(wanted.getKey(), reference));
                if (text == null) {
                    missing.with(wanted.getKey(), reference);
                    complete = false;
                } else {
                    found.put(wanted.getKey(), reference, text);
                }
            }
        }
        if (!complete) {
            reader.read(new Query(MISSING, binds(missing), row -> read(row, found)));
        }
        return found;
    }

    private void read(Row row, Texts found) throws SQLException {
        var dictionary = Dictionary.valueOf(row.text("dictionary"));
        var text = Text.of(row.text("main"), row.text("name"), row.text("type"), dictionary == Dictionary.ACTION);
        found.put(dictionary, row.number("id"), text);
        texts.put(new Key(dictionary, row.number("id")), text);
    }

    private static Binds binds(References missing) {
        var binds = new Binds();
        for (var dictionary : Dictionary.values()) {
            binds.with(
                    dictionary.name().toLowerCase(Locale.ROOT),
                    missing.of(dictionary).stream().mapToLong(Long::longValue).toArray());
        }
        return binds;
    }
}
