package dev.trailtally.report.timeline;

import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.organization.Organization;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetActivityOverTimeResponse;
import dev.trailtally.report.v1.TimeBucket;
import dev.trailtally.rpc.RpcErrors;
import jakarta.inject.Singleton;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

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
        var categories = CountedCategories.of(request.getCategoriesList(), request.getCategoriesValueList());
        return snapshots.read(snapshot -> {
            var organization = Organization.of(snapshot, accounts);
            var span = organization.observed(asked);
            if (span == null || span.isEmpty()) {
                return GetActivityOverTimeResponse.newBuilder()
                        .setScope(organization.scope(span))
                        .build();
            }
            boolean days = unit == ChronoUnit.DAYS && zone.getRules().equals(ZoneOffset.UTC.getRules());
            var buckets =
                    asked.start() == null ? TimeBuckets.newest(span, unit, zone) : TimeBuckets.of(span, unit, zone);
            var points = new Points(organization.accountIds(), categories, buckets, days, request.getByAccount());
            var response = GetActivityOverTimeResponse.newBuilder().setScope(organization.scope(buckets.span()));
            points.read(snapshot, response);
            return response.build();
        });
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
