package dev.trailtally.simulator.s3;

import dev.trailtally.simulator.event.LateDelivery;
import dev.trailtally.simulator.event.Seed;
import dev.trailtally.simulator.event.SimulatedEvents;
import dev.trailtally.simulator.organization.AccountRegion;
import dev.trailtally.simulator.organization.Organization;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which events lie in which file of the organization's trail; the same events that LookupEvents returns. */
final class LogObjects {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm'Z'").withZone(ZoneOffset.UTC);

    private final Organization organization;
    private final LateDelivery late;
    private final Duration period;
    private final NavigableMap<String, LogObject> objects = new TreeMap<>();

    private LogObjects(Organization organization, LateDelivery late, Duration period) {
        this.organization = organization;
        this.late = late;
        this.period = period;
    }

    /** By key. A file is delivered at the end of its period, and late events are in the file of a later one. */
    static NavigableMap<String, LogObject> of(Organization organization, LateDelivery late, Duration period) {
        var objects = new LogObjects(organization, late, period);
        for (var unit : organization.accountRegions()) {
            objects.add(unit, organization.findEvents(unit).orElseThrow());
        }
        return Collections.unmodifiableNavigableMap(objects.objects);
    }

    private void add(AccountRegion unit, SimulatedEvents events) {
        var periods = new TreeMap<Long, List<Integer>>();
        for (var index = 0; index < events.count(); index++) {
            var number = Math.floorDiv(late.visibleAt(events, index), period.toSeconds());
            periods.computeIfAbsent(number, none -> new ArrayList<>()).add(index);
        }
        periods.forEach((number, indexes) -> {
            var end = Instant.ofEpochSecond((number + 1) * period.toSeconds());
            objects.put(key(unit, end, number), new LogObject(events, indexes, end));
        });
    }

    private String key(AccountRegion unit, Instant end, long number) {
        var unique = Seed.mix(unit.hashCode(), number) & Long.MAX_VALUE;
        return "AWSLogs/%s/%s/CloudTrail/%s/%s/%s_CloudTrail_%s_%s_%s.json.gz"
                .formatted(
                        organization.id(),
                        unit.account(),
                        unit.region(),
                        DAY.format(end),
                        unit.account(),
                        unit.region(),
                        MINUTE.format(end),
                        ("0".repeat(16) + Long.toString(unique, 36))
                                .substring(Long.toString(unique, 36).length()));
    }
}
