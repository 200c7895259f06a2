package dev.trailtally.collector.scan;

import dev.trailtally.collector.source.ListedObject;
import dev.trailtally.collector.source.ObjectKey;
import dev.trailtally.collector.v1.RejectionReason;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The table log_object as listings see it. A listed object is read by this scan, unless another scan has read it, or is
 * reading it, and kept at least as much of it. Objects that a cancelled scan left, or that another could not fetch, move
 * to this scan.
 */
final class Manifest {

    // Failures of the bytes themselves: the same version would fail the same way again.
    private static final String[] LASTING_FAILURES = Stream.of(RejectionReason.values())
            .map(reason -> reason.name().replace("REJECTION_REASON_", ""))
            .toArray(String[]::new);
    private static final Instant MIN_TIME = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant MAX_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private static final String INSERT = """
            with page as (
              select distinct on (uri, version) *
              from unnest(?, ?, ?, ?, ?) as page (uri, version, account_id, object_time, byte_count)
              order by uri, version
            ), missing as (
              select page.*
              from page
              where not exists (
                select
                from log_object o
                join scan s on s.scan_id = o.scan_id
                where o.uri = page.uri
                and o.version = page.version
                and o.filter = any (?)
                and o.scan_id <> ?
                and case o.state
                  when 'read' then true
                  when 'pending' then s.state in ('pending', 'running')
                  else o.failure_code is null or o.failure_code = any (?)
                end)
            ), listed as (
              insert into log_object as o (uri, version, filter, scan_id, account_id, object_time, byte_count)
              select uri, version, ?, ?, account_id, object_time, byte_count
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
                when 'pending' then
                  (select s.state not in ('pending', 'running') from scan s where s.scan_id = o.scan_id)
                else true
              end
              returning o.byte_count
            )
            select count(*) as listed_count, coalesce(sum(byte_count), 0) as listed_bytes,
              (select count(*) from page) as page_count,
              (select count(*)
                from page
                join log_object o on o.uri = page.uri and o.version = page.version
                where o.filter = ?
                and o.scan_id = ?) as own_count
            from listed
            """;

    private Manifest() {}

    /** Adds a page of a scan's listing; what is of this scan already stays as it is and is not counted. */
    static Counts add(Connection connection, Scan scan, List<ListedObject> objects) throws SQLException {
        var page = Page.of(connection, objects);
        keepFailuresOfAdopted(connection, scan, page);
        return insert(connection, scan, page);
    }

    // An object that an earlier scan failed to read moves to this scan; the earlier one still tells of its failure.
    private static void keepFailuresOfAdopted(Connection connection, Scan scan, Page page) throws SQLException {
        try (var statement = connection.prepareStatement("""
                insert into scan_failure (scan_id, code, message, next_step, uri, account_id, failed_at)
                select o.scan_id, o.failure_code, coalesce(o.failure_message, ''), '', o.uri, o.account_id,
                  coalesce(o.finished_at, now())
                from unnest(?, ?) as page (uri, version)
                join log_object o on o.uri = page.uri and o.version = page.version
                where o.filter = ?
                and o.scan_id <> ?
                and o.state = 'unreadable'
                and o.failure_code <> all (?)
                order by o.uri, o.version
                for update of o
                """)) {
            statement.setArray(1, page.uris());
            statement.setArray(2, page.versions());
            statement.setString(3, scan.filter().text(scan.keepRaw()));
            statement.setObject(4, scan.scanId());
            statement.setArray(5, connection.createArrayOf("text", LASTING_FAILURES));
            statement.executeUpdate();
        }
    }

    private static Counts insert(Connection connection, Scan scan, Page page) throws SQLException {
        var covering = scan.filter().coveringTexts(scan.keepRaw()).toArray(String[]::new);
        try (var statement = connection.prepareStatement(INSERT)) {
            statement.setArray(1, page.uris());
            statement.setArray(2, page.versions());
            statement.setArray(3, page.accountIds());
            statement.setArray(4, page.times());
            statement.setArray(5, page.byteCounts());
            statement.setArray(6, connection.createArrayOf("text", covering));
            statement.setObject(7, scan.scanId());
            statement.setArray(8, connection.createArrayOf("text", LASTING_FAILURES));
            statement.setString(9, scan.filter().text(scan.keepRaw()));
            statement.setObject(10, scan.scanId());
            statement.setString(11, scan.filter().text(scan.keepRaw()));
            statement.setObject(12, scan.scanId());
            try (var rows = statement.executeQuery()) {
                rows.next();
                var listed = rows.getLong("listed_count");
                var known = rows.getLong("page_count") - listed - rows.getLong("own_count");
                return new Counts(listed, known, rows.getLong("listed_bytes"));
            }
        }
    }

    /**
     * What became of a page.
     *
     * @param known objects that another scan has read or is reading
     */
    record Counts(long listed, long known, long bytes) {}

    private record Page(Array uris, Array versions, Array accountIds, Array times, Array byteCounts) {

        static Page of(Connection connection, List<ListedObject> objects) throws SQLException {
            var keys = objects.stream()
                    .map(object -> ObjectKey.parse(object.uri()))
                    .toList();
            var times = new String[objects.size()];
            for (int i = 0; i < times.length; i++) {
                var deliveredAt = keys.get(i).deliveredAt();
                times[i] = time(deliveredAt == null ? objects.get(i).lastModified() : deliveredAt);
            }
            return new Page(
                    connection.createArrayOf(
                            "text", objects.stream().map(ListedObject::uri).toArray()),
                    connection.createArrayOf(
                            "text", objects.stream().map(ListedObject::version).toArray()),
                    connection.createArrayOf(
                            "bigint", keys.stream().map(ObjectKey::accountId).toArray(Long[]::new)),
                    connection.createArrayOf("timestamptz", times),
                    connection.createArrayOf(
                            "bigint",
                            objects.stream().map(ListedObject::byteCount).toArray(Long[]::new)));
        }

        private static String time(Instant time) {
            return (time.isBefore(MIN_TIME) ? MIN_TIME : time.isAfter(MAX_TIME) ? MAX_TIME : time).toString();
        }
    }
}
