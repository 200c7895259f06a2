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
 * The dictionary rows that a filter's texts match: null if a filter is not given, empty if nothing matches. Access keys and
 * sessions have no dictionary: they are matched by the pattern itself.
 */
record FilterReferences(
        @Nullable String accessKey,
        @Nullable List<Long> principals,
        @Nullable String session,
        @Nullable List<Long> sourceIps,
        @Nullable List<Long> actions,
        @Nullable List<Long> errorCodes,
        @Nullable List<Long> regions) {

    // A wider block is matched by address in the statement itself; a wider pattern is refused.
    private static final int MAX_REFERENCES = 10_000;

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
            where address <<= :cidr::inet
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
                pattern(texts.getAccessKeyId()),
                references(snapshot, PRINCIPALS, "principal", texts.getPrincipal()),
                pattern(texts.getSessionName()),
                sourceIps(snapshot, filter),
                actions(snapshot, texts.getService(), texts.getEventName()),
                texts.getErrorCode().equals("*")
                        ? null
                        : references(snapshot, ERROR_CODES, "error_code", texts.getErrorCode()),
                references(snapshot, REGIONS, "region", texts.getRegion().toLowerCase(Locale.ROOT)));
    }

    private static @Nullable String pattern(String value) {
        return value.isEmpty() ? null : NamePattern.of(value);
    }

    private static @Nullable List<Long> references(Snapshot snapshot, Sql sql, String field, String value)
            throws SQLException {
        if (value.isEmpty()) {
            return null;
        }
        var binds = new Binds().with("pattern", NamePattern.of(value)).with("limit", MAX_REFERENCES + 1);
        var found = snapshot.references(sql, binds);
        if (found.size() > MAX_REFERENCES) {
            throw RpcErrors.invalidArgument(
                    field,
                    "\"%s\" matches more than %d different values; a narrower pattern is required"
                            .formatted(value, MAX_REFERENCES));
        }
        return found;
    }

    private static @Nullable List<Long> sourceIps(Snapshot snapshot, EventFilter filter) throws SQLException {
        var cidr = filter.cidr();
        if (cidr == null) {
            return references(
                    snapshot, SOURCE_IPS, "source_ip_address", filter.texts().getSourceIpAddress());
        }
        var binds = new Binds().with("cidr", cidr).with("limit", MAX_REFERENCES + 1);
        var found = snapshot.references(SOURCE_IPS_OF_BLOCK, binds);
        return found.size() > MAX_REFERENCES ? null : found;
    }

    private static @Nullable List<Long> actions(Snapshot snapshot, String service, String eventName)
            throws SQLException {
        if (service.isEmpty() && eventName.isEmpty()) {
            return null;
        }
        var binds = new Binds()
                .with("service", service.isEmpty() ? null : NamePattern.ofService(service))
                .with("event_name", eventName.isEmpty() ? null : NamePattern.of(eventName));
        return snapshot.references(ACTIONS, binds);
    }

    /** Whether a text of a dictionary was never seen, so that no event can match. */
    boolean matchNothing() {
        return Stream.of(principals, sourceIps, actions, errorCodes, regions)
                .filter(Objects::nonNull)
                .anyMatch(List::isEmpty);
    }

    Binds binds(EventFilter filter) {
        return new Binds()
                .with("access_key", accessKey)
                .withReferences("principal_refs", principals)
                .with("session", session)
                .withReferences("source_ip_refs", sourceIps)
                .with("wide_cidr", sourceIps == null ? filter.cidr() : null)
                .withReferences("action_refs", actions)
                .withReferences("error_code_refs", errorCodes)
                .with("any_error_code", filter.texts().getErrorCode().equals("*"))
                .withReferences("region_refs", regions)
                .with("read_only", filter.readOnly())
                .with("failed", filter.failed())
                .with("newest_first", filter.newestFirst());
    }
}
