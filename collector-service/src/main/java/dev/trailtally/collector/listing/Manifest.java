package dev.trailtally.collector.listing;

import dev.trailtally.collector.scan.PermanentFailures;
import dev.trailtally.collector.scan.Scan;
import dev.trailtally.collector.source.ListedObject;
import dev.trailtally.collector.source.ObjectKey;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables log_object and awaited_object as listings see them. A listed object is known if another scan has read it
 * and kept at least as much of it. If another open scan is to read it, or has found it damaged, this scan waits for it:
 * it ends when the object does, and incomplete if the object is unreadable. Objects that a cancelled scan left, or that
 * another could not fetch, move to this scan, as new ones do. Scans that were pruned have ended.
 */
final class Manifest {

    private static final Instant MIN_TIME = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant MAX_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private static final String INSERT_OWN = """
            with page as (
              select distinct on (uri, version) *
              from unnest(:uris, :versions, :account_ids, :times, :byte_counts) as page (uri, version, account_id,
                object_time, byte_count)
              order by uri, version
            ), missing as (
              select page.*
              from page
              where not exists (
                select
                from log_object o
                left join scan s on s.scan_id = o.scan_id
                where o.uri = page.uri
                and o.version = page.version
                and o.filter = any (:covering)
                and o.scan_id <> :scan_id
                and case o.state
                  when 'read' then true
                  when 'pending' then s.state in ('pending', 'running')
                  else o.failure_code is null or o.failure_code = any (:permanent)
                end)
            ), listed as (
              insert into log_object as o (uri, version, filter, scan_id, account_id, object_time, byte_count)
              select uri, version, :filter, :scan_id, account_id, object_time, byte_count
              from missing
              order by uri, version
              on conflict (uri, version, filter) do update
              set scan_id = excluded.scan_id,
                state = 'pending',
                failure_code = null,
                failure_message = null,
                finished_at = null,
                claimed_by = case o.state when 'pending' then o.claimed_by end,
                lease_until = case o.state when 'pending' then o.lease_until end
              where o.scan_id <> excluded.scan_id
              and case o.state
                when 'read' then false
                when 'pending' then not exists (
                  select from scan s where s.scan_id = o.scan_id and s.state in ('pending', 'running'))
                else o.failure_code is not null and o.failure_code <> all (:permanent)
              end
              returning o.byte_count
            )
            select count(*) as object_count, coalesce(sum(byte_count), 0) as byte_count
            from listed
            """;

    // Another statement, which sees what other listings have committed while the first one waited for them: every
    // object of the page has a row by now, whichever scan owns it.
    private static final String AWAIT_OTHERS = """
            with place as (
              select distinct on (page.uri, page.version) o.object_id, o.byte_count, o.scan_id = :scan_id as own,
                o.state,
                a.object_id is not null as awaited
              from unnest(:uris, :versions) as page (uri, version)
              join log_object o on o.uri = page.uri and o.version = page.version and o.filter = any (:covering)
              left join awaited_object a on a.scan_id = :scan_id and a.object_id = o.object_id
              order by page.uri, page.version, o.scan_id = :scan_id desc, o.state = 'read' desc,
                o.state = 'pending' desc,
                o.failure_code is null or o.failure_code = any (:permanent) desc, o.object_id
            ), moved as (
              delete from awaited_object a
              using place
              where a.scan_id = :scan_id
              and a.object_id = place.object_id
              and place.own
              returning place.byte_count
            ), added as (
              insert into awaited_object (scan_id, object_id, final)
              select :scan_id, object_id, state <> 'pending'
              from log_object
              where object_id in (
                select object_id from place where not own and not awaited and state <> 'read')
              order by object_id
              for share
              returning object_id
            )
            select
              (select count(*) from added) - (select count(*) from moved) as object_count,
              (select coalesce(sum(byte_count), 0) from place where object_id in (select object_id from added))
                - (select coalesce(sum(byte_count), 0) from moved) as byte_count,
              (select count(*) from place where not own and not awaited and state = 'read') as known_count
            """;

    private Manifest() {}

    /** Adds a page of a scan's listing; what this scan already has stays as it is and is not counted. */
    static Counts add(Connection connection, Scan scan, List<ListedObject> objects) throws SQLException {
        var page = page(objects);
        keepFailuresOfAdopted(connection, scan, page);
        return insertOwn(connection, scan, page).plus(awaitOthers(connection, scan, page));
    }

    // An object that an earlier scan failed to read moves to this scan; the earlier one still reports its failure.
    private static void keepFailuresOfAdopted(Connection connection, Scan scan, Map<String, Sql.Array> page)
            throws SQLException {
        Sql.of("""
                insert into scan_failure (scan_id, code, message, next_step, uri, account_id, failed_at)
                select o.scan_id, o.failure_code, coalesce(o.failure_message, ''), '', o.uri, o.account_id,
                  coalesce(o.finished_at, now())
                from unnest(:uris, :versions) as page (uri, version)
                join log_object o on o.uri = page.uri and o.version = page.version
                join scan s on s.scan_id = o.scan_id and s.pruned_at is null
                where o.filter = :filter
                and o.scan_id <> :scan_id
                and o.state = 'unreadable'
                and o.failure_code <> all (:permanent)
                order by o.uri, o.version
                for update of o
                """)
                .with(page)
                .with("filter", scan.filter().text(scan.keepRaw()))
                .with("scan_id", scan.scanId())
                .with("permanent", PermanentFailures.CODES)
                .update(connection);
    }

    private static Counts insertOwn(Connection connection, Scan scan, Map<String, Sql.Array> page) throws SQLException {
        return Sql.of(INSERT_OWN)
                .with(page)
                .with("covering", covering(scan))
                .with("scan_id", scan.scanId())
                .with("permanent", PermanentFailures.CODES)
                .with("filter", scan.filter().text(scan.keepRaw()))
                .one(connection, rows -> new Counts(rows.getLong("object_count"), 0, rows.getLong("byte_count")));
    }

    private static Counts awaitOthers(Connection connection, Scan scan, Map<String, Sql.Array> page)
            throws SQLException {
        return Sql.of(AWAIT_OTHERS)
                .with("scan_id", scan.scanId())
                .with(page)
                .with("covering", covering(scan))
                .with("permanent", PermanentFailures.CODES)
                .one(
                        connection,
                        rows -> new Counts(
                                rows.getLong("object_count"), rows.getLong("known_count"), rows.getLong("byte_count")));
    }

    private static Sql.Array covering(Scan scan) {
        return Sql.array("text", scan.filter().coveringTexts(scan.keepRaw()));
    }

    /**
     * The result of adding a page.
     *
     * @param listed objects that are still to be read, by this scan or by another one that it waits for
     * @param known objects that another scan has read
     * @param bytes size of the objects of listed
     */
    record Counts(long listed, long known, long bytes) {

        private Counts plus(Counts other) {
            return new Counts(listed + other.listed, known + other.known, bytes + other.bytes);
        }
    }

    private static Map<String, Sql.Array> page(List<ListedObject> objects) {
        return Map.of(
                "uris", Sql.array("text", objects, ListedObject::uri),
                "versions", Sql.array("text", objects, ListedObject::version),
                "account_ids", Sql.array("bigint", objects, Manifest::accountId),
                "times", Sql.array("timestamptz", objects, Manifest::time),
                "byte_counts", Sql.array("bigint", objects, ListedObject::byteCount));
    }

    private static @Nullable Long accountId(ListedObject object) {
        return ObjectKey.parse(object.uri()).accountId();
    }

    static Instant time(ListedObject object) {
        var deliveredAt = ObjectKey.parse(object.uri()).deliveredAt();
        var time = deliveredAt == null ? object.lastModified() : deliveredAt;
        return time.isBefore(MIN_TIME) ? MIN_TIME : time.isAfter(MAX_TIME) ? MAX_TIME : time;
    }
}
