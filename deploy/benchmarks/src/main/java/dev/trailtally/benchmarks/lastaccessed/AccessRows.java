package dev.trailtally.benchmarks.lastaccessed;

import dev.trailtally.benchmarks.scan.LineDigest;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.IamEntity;
import dev.trailtally.simulator.iam.ServiceAccess;
import dev.trailtally.simulator.iam.TrackedAction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data of each principal and service, and of tracked actions if requested: two are equal exactly if each row is.
 *
 * @param digest SHA-256 of the lines "account ARN namespace action time entity region total", in their order
 */
record AccessRows(long count, String digest) {

    static AccessRows truth(List<String> accounts, Iam iam, boolean actions) {
        var digest = new LineDigest();
        accounts.stream()
                .map(iam::account)
                .forEach(account -> account.entities()
                        .forEach(entity -> account.services(entity.arn())
                                .forEach(service -> add(account, entity, service, actions, digest))));
        return new AccessRows(digest.count(), digest.hex());
    }

    private static void add(
            IamAccount account, IamEntity entity, ServiceAccess service, boolean actions, LineDigest digest) {
        var subject = account.account() + " " + entity.arn() + " " + service.namespace();
        digest.add(line(
                subject,
                "",
                service.lastAuthenticated(),
                service.lastAuthenticatedEntity(),
                service.lastAuthenticatedRegion(),
                service.totalAuthenticatedEntities()));
        if (actions) {
            service.trackedActions().stream()
                    .sorted(Comparator.comparing(TrackedAction::name))
                    .forEach(action -> digest.add(line(
                            subject,
                            action.name(),
                            action.lastAccessedTime(),
                            action.lastAccessedEntity(),
                            action.lastAccessedRegion(),
                            0)));
        }
    }

    static AccessRows stored(Connection connection) throws SQLException {
        var sql = """
                select lpad(l.account_id::text, 12, '0') as account, e.arn, s.service_namespace, t.action_name,
                  l.last_accessed_time, l.last_accessed_entity, l.last_accessed_region, l.total_authenticated_entities
                from last_accessed l
                join iam_entity e using (account_id, entity_id)
                join service_namespace s on s.id = l.service_ref
                join tracked_action t on t.id = l.tracked_action_ref
                order by l.account_id, e.arn collate "C", s.service_namespace collate "C", t.action_name collate "C"
                """;
        var digest = LineDigest.of(connection, sql, AccessRows::line);
        return new AccessRows(digest.count(), digest.hex());
    }

    private static String line(ResultSet row) throws SQLException {
        @Nullable OffsetDateTime time = row.getObject(5, OffsetDateTime.class);
        return line(
                row.getString(1) + " " + row.getString(2) + " " + row.getString(3),
                row.getString(4),
                time == null ? null : time.toInstant(),
                row.getString(6),
                row.getString(7),
                row.getInt(8));
    }

    private static String line(
            String subject,
            String action,
            @Nullable Instant time,
            @Nullable String entity,
            @Nullable String region,
            int total) {
        return subject + " " + action + " " + time + " " + entity + " " + region + " " + total;
    }
}
