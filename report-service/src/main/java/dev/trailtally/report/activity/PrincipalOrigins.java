package dev.trailtally.report.activity;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;

/** From where, and with which user agents, the top principals called. */
final class PrincipalOrigins {

    private static final Sql ORIGINS = new Sql("""
            with bucket as (
              select principal_ref, source_ip_ref, user_agent_ref, event_count, failed_count, first_event_time, last_event_time
              from principal_origin_month
              where account_id = :account_id
              and month >= :first_month
              and month < :end_month
              and principal_ref = any(:principal_refs)
              union all
              select principal_ref, source_ip_ref, user_agent_ref, event_count, failed_count, first_event_time, last_event_time
              from principal_origin_day
              where account_id = :account_id
              and day = any(:days)
              and principal_ref = any(:principal_refs)
              union all
              select principal_ref, source_ip_ref, user_agent_ref, event_count, failed_count, first_event_time, last_event_time
              from principal_origin_hour
              where account_id = :account_id
              and hour = any(:hours)
              and principal_ref = any(:principal_refs)
              union all
              select principal_ref, source_ip_ref, user_agent_ref, 1, failed::integer, event_time, event_time
              from event
              where account_id = :account_id
              and event_time >= :head_start
              and event_time < :head_end
              and principal_ref = any(:principal_refs)
              and batch_id not in (
                select batch_id
                from ledger
                where account_id = :account_id
                and day = :head_day
                and rolled_up_at is null
              )
              union all
              select principal_ref, source_ip_ref, user_agent_ref, 1, failed::integer, event_time, event_time
              from event
              where account_id = :account_id
              and event_time >= :tail_start
              and event_time < :tail_end
              and principal_ref = any(:principal_refs)
              and batch_id not in (
                select batch_id
                from ledger
                where account_id = :account_id
                and day = :tail_day
                and rolled_up_at is null
              )
            ),
            origin as materialized (
              select
                principal_ref,
                source_ip_ref,
                user_agent_ref,
                sum(
                  case :outcome
                    when 'all' then event_count
                    when 'failed' then failed_count
                    else event_count - failed_count
                  end
                )::bigint as event_count
              from bucket
              group by principal_ref, source_ip_ref, user_agent_ref
            ),
            source as (
              select principal_ref, source_ip_ref, sum(event_count)::bigint as event_count
              from origin
              group by principal_ref, source_ip_ref
            ),
            agent as (
              select principal_ref, user_agent_ref, sum(event_count)::bigint as event_count
              from origin
              group by principal_ref, user_agent_ref
            ),
            entry as (
              select 'SOURCE_IP_ADDRESS' as list, principal_ref, source_ip_address as value, event_count
              from source
              join source_ip on source_ip.id = source_ip_ref
              where event_count > 0
              union all
              select 'USER_AGENT', principal_ref, user_agent, event_count
              from agent
              join user_agent on user_agent.id = user_agent_ref
              where event_count > 0
            ),
            ranked as (
              select
                list,
                principal_ref,
                value,
                event_count,
                row_number() over (partition by list, principal_ref order by event_count desc, value collate "C") as place,
                count(*) over (partition by list, principal_ref) as list_value_count,
                (sum(event_count) over (partition by list, principal_ref))::bigint as list_event_count
              from entry
            )
            select list, principal_ref, value, event_count, list_value_count, list_event_count
            from ranked
            where place <= :nested_top
            order by place
            """);

    private PrincipalOrigins() {}

    static void read(Snapshot snapshot, Binds binds, TopPrincipals top) throws SQLException {
        if (top.byReference().isEmpty()) {
            return;
        }
        var ofTop = new Binds().withAll(binds).with("principal_refs", top.references());
        snapshot.list(ORIGINS, ofTop, row -> {
            int reference = row.reference("principal_ref");
            top.lists().add(reference, TopLists.Kind.valueOf(row.text("list")), row);
            return reference;
        });
    }
}
