package dev.trailtally.report.event;

import dev.trailtally.report.request.NamePattern;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.rpc.RpcErrors;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a filter's texts match. Access keys and sessions have no dictionary: events are matched by their pattern itself, which is
 * null if it is not given.
 */
record FilterReferences(
        @Nullable String accessKey,
        Matches principals,
        @Nullable String session,
        Matches sourceIps,
        Matches actions,
        Matches errorCodes,
        Matches regions) {

    private static final int MAX_REFERENCES = 10_000;

    // A key without an account leads to the accounts.
    private static final Sql ACCESS_KEYS = new Sql("""
            select count(*) as keys
            from (
              select distinct access_key_id
              from access_key_day
              where access_key_id like :pattern
              and (:visible_ids::bigint[] is null or account_id = any(:visible_ids))
              limit :limit
            ) matching
            """);
    private static final Sql PRINCIPALS = new Sql("""
            select id
            from principal
            where principal_key like :pattern
            or display_name like :pattern
            limit :limit
            """);
    private static final Sql SOURCE_IPS = new Sql("""
            select id
            from source_ip
            where source_ip_address <> ''
            and source_ip_address like :pattern
            limit :limit
            """);
    private static final Sql SOURCE_IPS_OF_BLOCK = new Sql("""
            select id
            from source_ip
            where address <<= :pattern::inet
            limit :limit
            """);
    private static final Sql ACTIONS = new Sql("""
            select id
            from action
            where (:service::text is null or lower(event_source) like :service)
            and (:event_name::text is null or event_name like :event_name)
            """);
    private static final Sql ERROR_CODES = new Sql("""
            select id
            from error_code
            where error_code <> ''
            and error_code like :pattern
            limit :limit
            """);
    private static final Sql REGIONS = new Sql("""
            select id
            from region
            where region <> ''
            and lower(region) like :pattern
            limit :limit
            """);

    static FilterReferences of(Snapshot snapshot, EventFilter filter) throws SQLException {
        var texts = filter.texts();
        return new FilterReferences(
                accessKey(snapshot, filter),
                matches(snapshot, PRINCIPALS, texts.getPrincipal()),
                pattern(texts.getSessionName()),
                sourceIps(snapshot, filter),
                actions(snapshot, texts.getService(), texts.getEventName()),
                texts.getErrorCode().equals("*")
                        ? Matches.ANYTHING
                        : matches(snapshot, ERROR_CODES, texts.getErrorCode()),
                matches(snapshot, REGIONS, texts.getRegion().toLowerCase(Locale.ROOT)));
    }

    private static @Nullable String pattern(String value) {
        return value.isEmpty() ? null : NamePattern.of(value);
    }

    private static @Nullable String accessKey(Snapshot snapshot, EventFilter filter) throws SQLException {
        var value = filter.texts().getAccessKeyId();
        var pattern = pattern(value);
        if (pattern == null || filter.accountId() != null || !NamePattern.isPattern(value)) {
            return pattern;
        }
        var binds = new Binds()
                .with("pattern", pattern)
                .with("visible_ids", snapshot.visible().ids())
                .with("limit", MAX_REFERENCES + 1);
        long keys =
                snapshot.first(ACCESS_KEYS, binds, row -> row.number("keys")).orElse(0L);
        if (keys > MAX_REFERENCES) {
            throw RpcErrors.invalidArgument(
                    "access_key_id",
                    "\"%s\" matches more than %d access keys; a narrower pattern, or an account_id, is required"
                            .formatted(value, MAX_REFERENCES));
        }
        return pattern;
    }

    private static Matches matches(Snapshot snapshot, Sql sql, String value) throws SQLException {
        return value.isEmpty() ? Matches.ANYTHING : Matches.of(snapshot, sql, new Binds(), NamePattern.of(value));
    }

    private static Matches sourceIps(Snapshot snapshot, EventFilter filter) throws SQLException {
        var cidr = filter.cidr();
        return cidr == null
                ? matches(snapshot, SOURCE_IPS, filter.texts().getSourceIpAddress())
                : Matches.of(snapshot, SOURCE_IPS_OF_BLOCK, new Binds(), cidr);
    }

    private static Matches actions(Snapshot snapshot, String service, String eventName) throws SQLException {
        if (service.isEmpty() && eventName.isEmpty()) {
            return Matches.ANYTHING;
        }
        var binds = new Binds()
                .with("service", service.isEmpty() ? null : NamePattern.ofService(service))
                .with("event_name", eventName.isEmpty() ? null : NamePattern.of(eventName));
        return new Matches(snapshot.references(ACTIONS, binds), null);
    }

    /** Whether a text of a dictionary was never seen, so that no event can match. */
    boolean matchNothing() {
        return Stream.of(principals, sourceIps, actions, errorCodes, regions)
                .map(Matches::references)
                .filter(Objects::nonNull)
                .anyMatch(List::isEmpty);
    }

    Binds binds(EventFilter filter) {
        boolean block = filter.cidr() != null;
        return new Binds()
                .with("access_key", accessKey)
                .with("access_key_name", filter.accessKeyName())
                .withReferences("principal_refs", principals.references())
                .with("wide_principal", principals.wide())
                .with("session", session)
                .withReferences("source_ip_refs", sourceIps.references())
                .with("wide_source_ip", block ? null : sourceIps.wide())
                .with("wide_cidr", block ? sourceIps.wide() : null)
                .withReferences("action_refs", actions.references())
                .withReferences("error_code_refs", errorCodes.references())
                .with("wide_error_code", errorCodes.wide())
                .with("any_error_code", filter.texts().getErrorCode().equals("*"))
                .withReferences("region_refs", regions.references())
                .with("wide_region", regions.wide())
                .with("read_only", filter.readOnly())
                .with("failed", filter.failed())
                .withReferences("categories", filter.categories())
                .with("newest_first", filter.newestFirst());
    }

    /**
     * What one filter matches.
     *
     * @param references the matching rows, empty if there are none; null if the filter is not given, or if there are too many
     * @param wide the pattern or block of which there are too many, which the statement itself has to match; else null
     */
    record Matches(
            @Nullable List<Long> references, @Nullable String wide) {

        static final Matches ANYTHING = new Matches(null, null);

        // How many there are must not show: they may belong to accounts that the caller may not see.
        static Matches of(Snapshot snapshot, Sql sql, Binds binds, String pattern) throws SQLException {
            var found = snapshot.references(sql, binds.with("pattern", pattern).with("limit", MAX_REFERENCES + 1));
            return found.size() > MAX_REFERENCES ? new Matches(null, pattern) : new Matches(found, null);
        }
    }
}
