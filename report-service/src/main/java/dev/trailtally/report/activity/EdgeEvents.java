package dev.trailtally.report.activity;

/** The raw events of a summary at the ends of its interval: without those of batches that are not rolled up. */
final class EdgeEvents {

    static final String EVENTS = """
              select
                event_time,
                region_ref,
                action_ref,
                error_code_ref,
                principal_ref,
                source_ip_ref,
                user_agent_ref,
                failed::integer as failed_count
              from event
              where account_id = :account_id
              and is_call(category)
              and day = :head_day
              and segment_last_event_time >= :head_start
              and segment_first_event_time < :head_end
              and event_time >= :head_start
              and event_time < :head_end
              and batch_id not in (
                select batch_id
                from ledger
                where account_id = :account_id
                and day = :head_day
                and rolled_up_at is null
              )
              union all
              select
                event_time,
                region_ref,
                action_ref,
                error_code_ref,
                principal_ref,
                source_ip_ref,
                user_agent_ref,
                failed::integer as failed_count
              from event
              where account_id = :account_id
              and is_call(category)
              and day = :tail_day
              and segment_last_event_time >= :tail_start
              and segment_first_event_time < :tail_end
              and event_time >= :tail_start
              and event_time < :tail_end
              and batch_id not in (
                select batch_id
                from ledger
                where account_id = :account_id
                and day = :tail_day
                and rolled_up_at is null
              )
            """;

    static final String NO_EVENTS = """
              select
                null::timestamptz as event_time,
                null::bigint as region_ref,
                null::bigint as action_ref,
                null::bigint as error_code_ref,
                null::bigint as principal_ref,
                null::bigint as source_ip_ref,
                null::bigint as user_agent_ref,
                null::integer as failed_count
              where false
            """;

    private EdgeEvents() {}
}
