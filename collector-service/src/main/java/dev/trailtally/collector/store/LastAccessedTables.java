package dev.trailtally.collector.store;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.claim.AccountClaims;
import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.server.database.DatabaseFailures;
import dev.trailtally.server.database.Sql;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job's result -> what changed by it, with the end of the job in one transaction. */
@Singleton
public final class LastAccessedTables {

    private static final Logger LOG = LoggerFactory.getLogger(LastAccessedTables.class);

    private final ScanDatabase database;
    private final ServiceReferences services = new ServiceReferences();
    private final Dictionary<String> actions = new Dictionary<>("""
            select v.position, a.id
            from unnest(:action_name::text[]) with ordinality v (action_name, position)
            join tracked_action a on a.action_name = v.action_name
            """, """
            insert into tracked_action (action_name)
            select action_name
            from unnest(:action_name::text[]) action_name
            order by action_name
            on conflict (action_name) do nothing
            """, Map.of("action_name", name -> name));

    public LastAccessedTables(ScanDatabase database) {
        this.database = database;
    }

    /**
     * Keeps a report and ends its job.
     *
     * @param requests that the job took since it was claimed
     * @param missing why the rest of the job's result is missing; null if it is whole
     * @return whether the unit is still held; if not, nothing was written
     */
    public boolean store(
            ClaimedAccount unit,
            long entityId,
            int requests,
            LastAccessedReport report,
            @Nullable SourceException missing) {
        JobEnd end = connection -> JobTables.end(connection, unit, entityId, requests, report, missing);
        try {
            return tryKeep(unit, entityId, report, end);
        } catch (DataAccessException e) {
            if (!DatabaseFailures.isRefusal(e)) {
                throw e;
            }
            LOG.error("the report of entity {} was refused, so its job fails", entityId, e);
            var dates = new JobDates(report.jobCreationDate(), report.jobCompletionDate());
            return AccountClaims.whileHeld(database, unit, connection -> {
                JobTables.fail(connection, unit, entityId, requests, dates, refused(e), false);
            });
        }
    }

    private static SourceException refused(DataAccessException e) {
        return new SourceException(
                "WRITE_REFUSED",
                "the report was refused by the database (SQLSTATE "
                        + requireNonNull(DatabaseFailures.in(e)).getSQLState() + "); see the collector's log",
                "See the collector's log; what was stored before stays.",
                e);
    }

    private boolean tryKeep(ClaimedAccount unit, long entityId, LastAccessedReport report, JobEnd end) {
        var references = database.statement(connection -> services.references(report.services(), connection));
        var rows = database.statement(connection -> rows(report, references, connection));
        return AccountClaims.whileHeld(database, unit, connection -> {
            var key = new EntityKey(unit.accountId(), entityId);
            var news = news(connection, key, report);
            if (news.services() || news.actions()) {
                ReportRows.supersede(connection, key, rows, news);
                ReportRows.insert(connection, key, rows, news);
                stamp(connection, key, news);
            }
            if (report.accessors() != null && news.services()) {
                AccessorRows.store(connection, key, news.generatedAt(), report.accessors(), references);
            }
            if (report.grants() != null) {
                GrantRows.store(connection, key, report.grants(), references);
            }
            end.run(connection);
        });
    }

    private List<ReportRows.Row> rows(LastAccessedReport report, Map<String, Long> references, Connection connection)
            throws SQLException {
        var names = report.services().stream()
                .flatMap(service -> service.actions().stream())
                .map(action -> BoundedText.text(action.name()))
                .distinct()
                .toList();
        var ids = actions.references(names, connection);
        var actionReferences = new HashMap<String, Long>();
        for (int i = 0; i < ids.length; i++) {
            actionReferences.put(names.get(i), ids[i]);
        }
        var rows = new HashMap<ReportRows.Key, ReportRows.Row>(); // a service that comes on two pages counts once
        for (var service : report.services()) {
            long reference = ServiceReferences.reference(references, service.namespace());
            var key = new ReportRows.Key(reference, 0);
            rows.put(key, new ReportRows.Row(key, service.access(), service.totalAuthenticatedEntities()));
            for (var action : service.actions()) {
                var actionKey =
                        new ReportRows.Key(reference, ServiceReferences.reference(actionReferences, action.name()));
                rows.put(actionKey, new ReportRows.Row(actionKey, action.access(), 0));
            }
        }
        return new ArrayList<>(rows.values());
    }

    /** What the report is newer in than what is stored. */
    private static ReportRows.News news(Connection connection, EntityKey key, LastAccessedReport report)
            throws SQLException {
        var generatedAt = report.jobCompletionDate();
        return Sql.of("""
                select service_generated_at, action_generated_at
                from iam_entity
                where account_id = :account_id
                and entity_id = :entity_id
                for update
                """)
                .with(key.binds())
                .one(
                        connection,
                        row -> new ReportRows.News(
                                generatedAt,
                                isAfter(generatedAt, Sql.instant(row, "service_generated_at")),
                                report.actionLevel() && isAfter(generatedAt, Sql.instant(row, "action_generated_at"))));
    }

    private static boolean isAfter(Instant time, @Nullable Instant stored) {
        return stored == null || time.isAfter(stored);
    }

    private static void stamp(Connection connection, EntityKey key, ReportRows.News news) throws SQLException {
        Sql.of("""
                update iam_entity
                set
                  service_generated_at = case when :with_services then :generated_at else service_generated_at end,
                  action_generated_at = case when :with_actions then :generated_at else action_generated_at end
                where account_id = :account_id
                and entity_id = :entity_id
                """).with(news.binds()).with(key.binds()).update(connection);
    }

    @FunctionalInterface
    private interface JobEnd {
        void run(Connection connection) throws SQLException;
    }
}
