package dev.trailtally.report.timeline;

import com.google.rpc.Code;
import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.organization.Organization;
import dev.trailtally.report.organization.RollupStart;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetActivityOverTimeResponse;
import dev.trailtally.report.v1.TimeBucket;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** GetActivityOverTime: events by hour or day of a time zone. */
@Singleton
public final class ActivityOverTime {

    private final Snapshots snapshots;

    ActivityOverTime(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public GetActivityOverTimeResponse count(GetActivityOverTimeRequest request) {
        var accounts = AskedAccounts.of(request.getAccounts());
        var asked = AskedInterval.of(request.getInterval());
        var unit = unit(Fields.known("bucket", request.getBucket(), request.getBucketValue()));
        var zone = zone(request.getTimeZone());
        return snapshots.read(snapshot -> {
            var organization = Organization.of(snapshot, accounts);
            var span = organization.observed(asked);
            if (span == null || span.isEmpty()) {
                return GetActivityOverTimeResponse.newBuilder()
                        .setScope(organization.scope(span))
                        .build();
            }
            boolean days = unit == ChronoUnit.DAYS && zone.getRules().equals(ZoneOffset.UTC.getRules());
            var known = asked.start() == null ? TimeBuckets.newest(span, unit, zone) : TimeBuckets.of(span, unit, zone);
            var buckets = days ? known : held(snapshot, organization, asked, known, unit, zone);
            var response = GetActivityOverTimeResponse.newBuilder()
                    .setScope(organization.scope(buckets == null ? null : buckets.span()));
            if (buckets != null) {
                response.addAllPoints(
                        Points.read(snapshot, organization.accountIds(), buckets, days, request.getByAccount()));
            }
            return response.build();
        });
    }

    // Quarter hours may start later than the events: a requested start must be covered, other parts are left out.
    private static @Nullable TimeBuckets held(
            Snapshot snapshot,
            Organization organization,
            AskedInterval asked,
            TimeBuckets buckets,
            ChronoUnit unit,
            ZoneId zone)
            throws SQLException {
        var start = RollupStart.of(snapshot);
        var from = start.time();
        if (from == null
                || !start.isAfter(organization.firstEventTime())
                || !from.isAfter(buckets.starts().getFirst())) {
            return buckets;
        }
        var whole = buckets.starts().stream()
                .filter(bucket -> !bucket.isBefore(from))
                .toList();
        if (asked.start() != null) {
            throw beyondRetention(from, TimeBuckets.of(new Span(from, from.plusSeconds(1)), unit, zone), buckets.end());
        }
        return whole.isEmpty() ? null : new TimeBuckets(whole, buckets.end());
    }

    private static StatusRuntimeException beyondRetention(Instant from, TimeBuckets first, Instant end) {
        var nearest = first.starts().getFirst().isBefore(from)
                ? first.end()
                : first.starts().getFirst();
        return RpcErrors.failure(
                Code.FAILED_PRECONDITION,
                "BEYOND_RETENTION",
                "before %s only whole UTC days are known; the first whole bucket starts at %s".formatted(from, nearest),
                Map.of(
                        "quarter_hours_from", from.toString(),
                        "nearest_start_time", nearest.toString(),
                        "nearest_end_time", end.toString()));
    }

    private static ChronoUnit unit(TimeBucket bucket) {
        return switch (bucket) {
            case TIME_BUCKET_UNSPECIFIED, TIME_BUCKET_DAY, UNRECOGNIZED -> ChronoUnit.DAYS;
            case TIME_BUCKET_HOUR -> ChronoUnit.HOURS;
        };
    }

    private static ZoneId zone(String name) {
        if (name.isEmpty()) {
            return ZoneOffset.UTC;
        }
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw RpcErrors.invalidArgument(
                    "time_zone",
                    "\"%s\"; an IANA name such as \"Asia/Tokyo\" is allowed"
                            .formatted(name.length() <= 40 ? name : name.substring(0, 40) + "…"));
        }
        return ZoneId.of(name);
    }
}
