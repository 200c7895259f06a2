package dev.trailtally.collector.store;

import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statements that write the table last_accessed: a row for each change. */
final class ReportRows {

    record Key(long service, long action) {}

    /**
     * What of a report is newer than what is stored.
     *
     * @param actions false also if the report says nothing of them
     */
    record News(Instant generatedAt, boolean services, boolean actions) {

        Map<String, Object> binds() {
            return Map.of("generated_at", generatedAt, "with_services", services, "with_actions", actions);
        }
    }

    record Row(Key key, LastAccessedReport.Access access, int totalAuthenticatedEntities) {}

    private static final String INSERT = """
                insert into last_accessed (account_id, entity_id, service_ref, tracked_action_ref, generated_at,
                  last_accessed_time, last_accessed_entity, last_accessed_region, total_authenticated_entities, change)
                select e.account_id, e.entity_id, v.service_ref, v.tracked_action_ref, news.generated_at,
                  v.last_accessed_time, v.last_accessed_entity, v.last_accessed_region, v.total_authenticated_entities,
                  case
                    when before.account_id is null then
                      case
                        when v.tracked_action_ref = 0 and e.service_generated_at is null then 'first_report'
                        when v.tracked_action_ref > 0 and e.action_generated_at is null then 'first_report'
                        else 'allowed'
                      end
                    when v.last_accessed_time is not null and before.last_accessed_time is null then 'first_access'
                    when v.last_accessed_time is null and before.last_accessed_time is not null then 'forgotten'
                    else 'later_access'
                  end
                from unnest(:services, :actions, :times, :entities, :regions, :totals)
                  v (service_ref, tracked_action_ref, last_accessed_time, last_accessed_entity, last_accessed_region,
                    total_authenticated_entities)
                cross join (select :generated_at::timestamptz as generated_at) news
                join iam_entity e on e.account_id = :account_id and e.entity_id = :entity_id
                left join last_accessed before
                  on before.account_id = e.account_id
                  and before.entity_id = e.entity_id
                  and before.service_ref = v.service_ref
                  and before.tracked_action_ref = v.tracked_action_ref
                  and before.superseded_at = news.generated_at
                where case when v.tracked_action_ref = 0 then :with_services else :with_actions end
                and (:with_services or exists (
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
                """;

    private ReportRows() {}

    /**
     * Ends what the report does not say, or no longer says. A report without actions says nothing of them, except that
     * those of a service that is no longer allowed are not allowed, either.
     */
    static void supersede(Connection connection, EntityKey key, List<Row> rows, News news) throws SQLException {
        Sql.of("""
                with report as (
                  select *
                  from unnest(:services, :actions, :times, :entities, :regions, :totals)
                    v (service_ref, tracked_action_ref, last_accessed_time, last_accessed_entity, last_accessed_region,
                      total_authenticated_entities)
                )
                update last_accessed l
                set superseded_at = :generated_at,
                  no_longer_allowed = not exists (
                    select
                    from report v
                    where v.service_ref = l.service_ref
                    and v.tracked_action_ref = l.tracked_action_ref)
                where l.account_id = :account_id
                and l.entity_id = :entity_id
                and l.superseded_at is null
                and case
                  when l.tracked_action_ref = 0 and not :with_services then false
                  when l.tracked_action_ref > 0 and not :with_actions then
                    :with_services and not exists (
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
                """).with(bind(rows)).with(news.binds()).with(key.binds()).update(connection);
    }

    /** Adds what the report says and no current row does; the row that was just superseded shows the change. */
    static void insert(Connection connection, EntityKey key, List<Row> rows, News news) throws SQLException {
        Sql.of(INSERT).with(bind(rows)).with(news.binds()).with(key.binds()).update(connection);
    }

    private static Map<String, Sql.Array> bind(List<Row> rows) {
        return Map.of(
                "services", Sql.array("bigint", rows, row -> row.key().service()),
                "actions", Sql.array("bigint", rows, row -> row.key().action()),
                "times", Sql.array("timestamptz", rows, row -> row.access().time()),
                "entities", Sql.array("text", rows, row -> bounded(row.access().entity())),
                "regions", Sql.array("text", rows, row -> bounded(row.access().region())),
                "totals", Sql.array("integer", rows, Row::totalAuthenticatedEntities));
    }

    private static @Nullable String bounded(@Nullable String text) {
        return text == null ? null : BoundedText.text(text);
    }
}
