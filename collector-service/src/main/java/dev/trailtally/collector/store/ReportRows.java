package dev.trailtally.collector.store;

import static dev.trailtally.collector.store.EntityTables.offset;
import static dev.trailtally.collector.store.ScanTables.array;

import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.collector.store.LastAccessedTables.EntityKey;
import dev.trailtally.collector.store.LastAccessedTables.News;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statements that write the table last_accessed: a row for each change. */
final class ReportRows {

    record Key(int service, int action) {}

    record Row(Key key, LastAccessedReport.Access access, int totalAuthenticatedEntities) {}

    private ReportRows() {}

    /**
     * Ends what the report does not say (any more). One without actions says nothing of them, except that those of a service
     * that is no longer allowed are not, either.
     */
    static void supersede(Connection connection, EntityKey key, List<Row> rows, News news) throws SQLException {
        try (var statement = connection.prepareStatement("""
                with report as (
                  select *
                  from unnest(?::integer[], ?::integer[], ?::timestamptz[], ?::text[], ?::text[], ?::integer[])
                    v (service_ref, tracked_action_ref, last_accessed_time, last_accessed_entity, last_accessed_region,
                      total_authenticated_entities)
                )
                update last_accessed l
                set superseded_at = ?
                where l.account_id = ?
                and l.entity_id = ?
                and l.superseded_at is null
                and case
                  when l.tracked_action_ref = 0 and not ? then false
                  when l.tracked_action_ref > 0 and not ? then
                    ? and not exists (
                      select
                      from report v
                      where v.service_ref = l.service_ref
                      and v.tracked_action_ref = 0)
                  else not exists (
                    select
                    from report v
                    where v.service_ref = l.service_ref
                    and v.tracked_action_ref = l.tracked_action_ref
                    and (v.last_accessed_time, v.last_accessed_entity, v.last_accessed_region,
                      v.total_authenticated_entities)
                      is not distinct from (l.last_accessed_time, l.last_accessed_entity, l.last_accessed_region,
                      l.total_authenticated_entities))
                end
                """)) {
            bind(statement, 1, rows);
            statement.setObject(7, offset(news.generatedAt()));
            statement.setLong(8, key.accountId());
            statement.setLong(9, key.entityId());
            statement.setBoolean(10, news.services());
            statement.setBoolean(11, news.actions());
            statement.setBoolean(12, news.services());
            statement.executeUpdate();
        }
    }

    /** Adds what the report says and no row that holds does. */
    static void insert(Connection connection, EntityKey key, List<Row> rows, News news) throws SQLException {
        try (var statement = connection.prepareStatement("""
                insert into last_accessed (account_id, entity_id, service_ref, tracked_action_ref, generated_at,
                  last_accessed_time, last_accessed_entity, last_accessed_region, total_authenticated_entities)
                select e.account_id, e.entity_id, v.service_ref, v.tracked_action_ref, ?,
                  v.last_accessed_time, v.last_accessed_entity, v.last_accessed_region, v.total_authenticated_entities
                from unnest(?::integer[], ?::integer[], ?::timestamptz[], ?::text[], ?::text[], ?::integer[])
                  v (service_ref, tracked_action_ref, last_accessed_time, last_accessed_entity, last_accessed_region,
                    total_authenticated_entities)
                cross join (select ?::bigint as account_id, ?::bigint as entity_id) e
                where case when v.tracked_action_ref = 0 then ? else ? end
                and (? or exists (
                  select
                  from last_accessed s
                  where s.account_id = e.account_id
                  and s.entity_id = e.entity_id
                  and s.service_ref = v.service_ref
                  and s.tracked_action_ref = 0
                  and s.superseded_at is null))
                and not exists (
                  select
                  from last_accessed l
                  where l.account_id = e.account_id
                  and l.entity_id = e.entity_id
                  and l.service_ref = v.service_ref
                  and l.tracked_action_ref = v.tracked_action_ref
                  and l.superseded_at is null)
                """)) {
            statement.setObject(1, offset(news.generatedAt()));
            bind(statement, 2, rows);
            statement.setLong(8, key.accountId());
            statement.setLong(9, key.entityId());
            statement.setBoolean(10, news.services());
            statement.setBoolean(11, news.actions());
            statement.setBoolean(12, news.services());
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, int first, List<Row> rows) throws SQLException {
        array(statement, first, "integer", rows, row -> row.key().service());
        array(statement, first + 1, "integer", rows, row -> row.key().action());
        array(
                statement,
                first + 2,
                "timestamptz",
                rows,
                row -> offset(row.access().time()));
        array(statement, first + 3, "text", rows, row -> bounded(row.access().entity()));
        array(statement, first + 4, "text", rows, row -> bounded(row.access().region()));
        array(statement, first + 5, "integer", rows, Row::totalAuthenticatedEntities);
    }

    private static @Nullable String bounded(@Nullable String text) {
        return text == null ? null : BoundedText.text(text);
    }
}
