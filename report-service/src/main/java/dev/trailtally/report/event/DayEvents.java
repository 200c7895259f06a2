package dev.trailtally.report.event;

import dev.trailtally.report.account.Categories;
import dev.trailtally.report.event.CandidateDays.CandidateDay;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.Event;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.server.database.MessageRow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the matching events of one UTC day, window of time by window, until there are enough of them. */
final class DayEvents {

    private static final UUID NO_ID = new UUID(0, 0);

    // A full segment: a smaller window would unpack the same segments again, and most days take one window.
    private static final int MIN_WINDOW_EVENTS = 4_096;

    // Where a window ends that holds the events asked for: only segments that lie in it as a whole are sure to.
    private static final Sql WINDOW_END = new Sql("""
            select window_end
            from (
              select
                case when :newest_first then first_event_time else last_event_time + interval '1 second' end
                  as window_end,
                sum(event_count) over (
                  order by
                    case when :newest_first then first_event_time end desc,
                    case when not :newest_first then last_event_time end
                ) as events
              from event_segment
              where day = :day
              and first_event_time >= :start
              and last_event_time < :end
              and (:account_id::bigint is null or account_id = :account_id)
              and (:account_ids::bigint[] is null or account_id = any(:account_ids))
            ) whole_segment
            where events >= :window_events
            order by events
            limit 1
            """);

    // Texts are joined only to the rows of the page. Segments without the access key are not taken apart.
    private static final Sql EVENTS = new Sql("""
            with page as materialized (
              select
                account_id,
                event_time,
                event_id,
                region_ref,
                action_ref,
                error_code_ref,
                principal_ref,
                session_name,
                access_key_id,
                source_ip_ref,
                user_agent_ref,
                failed,
                read_only,
                category,
                shared_event_id
              from event
              where day = :day
              and segment_last_event_time >= :start
              and segment_first_event_time < :end
              and event_time >= :start
              and event_time < :end
              and (:account_id::bigint is null or account_id = :account_id)
              and (:account_ids::bigint[] is null or account_id = any(:account_ids))
              and (
                :access_key::text is null
                or exists (select from unnest(segment_access_key_ids) k (id) where k.id like :access_key)
              )
              and (:access_key::text is null or access_key_id <> '' and access_key_id like :access_key)
              and (:principal_refs::bigint[] is null or principal_ref = any(:principal_refs))
              and (:session::text is null or session_name <> '' and session_name like :session)
              and (:source_ip_refs::bigint[] is null or source_ip_ref = any(:source_ip_refs))
              and (
                :wide_principal::text is null
                or principal_ref in (
                  select id
                  from principal
                  where principal_key like :wide_principal
                  or display_name like :wide_principal
                )
              )
              and (
                :wide_source_ip::text is null
                or source_ip_ref in (
                  select id
                  from source_ip
                  where source_ip_address <> ''
                  and source_ip_address like :wide_source_ip
                )
              )
              and (
                :wide_cidr::inet is null
                or source_ip_ref in (select id from source_ip where address <<= :wide_cidr::inet)
              )
              and (
                :wide_error_code::text is null
                or error_code_ref in (
                  select id
                  from error_code
                  where error_code <> ''
                  and error_code like :wide_error_code
                )
              )
              and (
                :wide_region::text is null
                or region_ref in (
                  select id
                  from region
                  where region <> ''
                  and lower(region) like :wide_region
                )
              )
              and (:action_refs::bigint[] is null or action_ref = any(:action_refs))
              and (:error_code_refs::bigint[] is null or error_code_ref = any(:error_code_refs))
              and (not :any_error_code or error_code_ref <> 0)
              and (:region_refs::bigint[] is null or region_ref = any(:region_refs))
              and (:read_only::boolean is null or read_only = :read_only)
              and (:failed::boolean is null or failed = :failed)
              and (:categories::bigint[] is null or category = any(:categories))
              and (
                not :resumed
                or :newest_first and (event_time, account_id, event_id) < (:last_time, :last_account_id, :last_id)
                or not :newest_first and (event_time, account_id, event_id) > (:last_time, :last_account_id, :last_id)
              )
              order by
                case when :newest_first then event_time end desc,
                case when :newest_first then account_id end desc,
                case when :newest_first then event_id end desc,
                case when not :newest_first then event_time end,
                case when not :newest_first then account_id end,
                case when not :newest_first then event_id end
              limit :limit
            )
            select
              page.account_id,
              page.event_time,
              page.event_id as stored_event_id,
              coalesce(event_original_id.original_event_id, page.event_id::text) as event_id,
              region.region,
              action.event_source,
              action.event_name,
              error_code.error_code,
              page.failed,
              page.read_only,
              page.category as category_number,
              page.shared_event_id,
              principal.principal_key as "principal.key",
              principal.display_name as "principal.display_name",
              principal.principal_type as "principal.type",
              page.session_name,
              page.access_key_id,
              source_ip.source_ip_address,
              user_agent.user_agent
            from page
            join region on region.id = page.region_ref
            join action on action.id = page.action_ref
            join error_code on error_code.id = page.error_code_ref
            join principal on principal.id = page.principal_ref
            join source_ip on source_ip.id = page.source_ip_ref
            join user_agent on user_agent.id = page.user_agent_ref
            left join event_original_id using (account_id, event_time, event_id)
            order by
              case when :newest_first then page.event_time end desc,
              case when :newest_first then page.account_id end desc,
              case when :newest_first then page.event_id end desc,
              page.event_time,
              page.account_id,
              page.event_id
            """);

    private DayEvents() {}

    /** An event, and its key in the table. */
    record StoredEvent(EventKey key, Event.Builder event) {}

    static List<StoredEvent> read(
            Snapshot snapshot,
            Binds filter,
            CandidateDay candidate,
            Span span,
            @Nullable EventKey last,
            boolean newestFirst,
            int limit)
            throws SQLException {
        var binds = binds(filter, candidate, last);
        var message = MessageRow.of(Event.getDefaultInstance());
        var found = new ArrayList<StoredEvent>();
        var rest = candidate.part().intersect(span);
        long windowEvents = Math.max(limit, MIN_WINDOW_EVENTS);
        while (!rest.isEmpty() && found.size() < limit) {
            binds.with("start", rest.start()).with("end", rest.end()).with("window_events", windowEvents);
            var end = snapshot.first(WINDOW_END, binds, row -> row.time("window_end"));
            var window = newestFirst ? rest.from(end.orElse(rest.start())) : rest.before(end.orElse(rest.end()));
            binds.with("start", window.start()).with("end", window.end()).with("limit", limit - found.size());
            found.addAll(snapshot.list(EVENTS, binds, row -> event(row, message.read(row.columns()).toBuilder())));
            rest = newestFirst ? rest.before(window.start()) : rest.from(window.end());
            windowEvents *= 2; // so that a filter that matches rarely reads a day in few windows
        }
        return found;
    }

    private static Binds binds(Binds filter, CandidateDay candidate, @Nullable EventKey last) {
        var accountIds = candidate.accountIds();
        boolean single = accountIds.size() == 1;
        return new Binds()
                .withAll(filter)
                .with("day", candidate.day())
                .with("account_id", single ? accountIds.getFirst() : null)
                .with(
                        "account_ids",
                        single
                                ? null
                                : accountIds.stream().mapToLong(Long::longValue).toArray())
                .with("resumed", last != null)
                .with("last_time", last == null ? Instant.EPOCH : last.time())
                .with("last_account_id", last == null ? 0L : last.accountId())
                .with("last_id", last == null ? NO_ID : last.id());
    }

    private static StoredEvent event(Row row, Event.Builder event) throws SQLException {
        long accountId = row.number("account_id");
        var key = new EventKey(row.time("event_time"), accountId, UUID.fromString(row.text("stored_event_id")));
        event.setAccountId(AccountIds.format(accountId)).setCategory(Categories.of(row.number("category_number")));
        return new StoredEvent(key, event);
    }
}
