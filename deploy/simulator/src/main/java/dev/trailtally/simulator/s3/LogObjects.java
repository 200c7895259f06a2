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
import java.util.Random;
import java.util.TreeMap;

/** Which events lie in which file of the organization's trail: those that LookupEvents returns. */
final class LogObjects {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm'Z'").withZone(ZoneOffset.UTC);

    private final Organization organization;
    private final LateDelivery late;
    private final Duration period;
    private final double resent;
    private final NavigableMap<String, LogObject> objects = new TreeMap<>();

    private LogObjects(Organization organization, LateDelivery late, Duration period, double resent) {
        this.organization = organization;
        this.late = late;
        this.period = period;
        this.resent = resent;
    }

    /**
     * By key. A file is delivered at the end of its period, and late events are in the file of a later one.
     *
     * @param resent share of files whose events come again: a period later, in another order and with some of that period's
     */
    static NavigableMap<String, LogObject> of(
            Organization organization, LateDelivery late, Duration period, double resent) {
        var objects = new LogObjects(organization, late, period, resent);
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
            put(unit, events, number, unit.hashCode(), indexes);
            if (Seed.share(unit.hashCode(), number) < resent) {
                var again = new ArrayList<>(indexes);
                var next = periods.getOrDefault(number + 1, List.of());
                again.addAll(next.subList(0, next.size() / 2));
                Collections.shuffle(again, new Random(number));
                put(unit, events, number + 1, ~unit.hashCode(), again);
            }
        });
    }

    private void put(AccountRegion unit, SimulatedEvents events, long number, int seed, List<Integer> indexes) {
        var end = Instant.ofEpochSecond((number + 1) * period.toSeconds());
        objects.put(key(unit, end, Seed.mix(seed, number) & Long.MAX_VALUE), new LogObject(events, indexes, end));
    }

    private String key(AccountRegion unit, Instant end, long unique) {
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
