package dev.trailtally.report.usage;

import static java.util.Objects.requireNonNull;

import dev.trailtally.report.account.Standings;
import dev.trailtally.report.bucket.Counted;
import dev.trailtally.report.bucket.EdgeDays;
import dev.trailtally.report.bucket.Family;
import dev.trailtally.report.bucket.ReadPlanner;
import dev.trailtally.report.bucket.Rollups;
import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.count.CountLimit;
import dev.trailtally.report.request.NamePattern;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Dictionary;
import dev.trailtally.report.snapshot.References;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.snapshot.Text;
import dev.trailtally.report.snapshot.Texts;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.rpc.RpcTimes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads the usage of one account: what was observed, then its rollups, which are added up here. */
@Singleton
final class AccountUsageReader {

    private static final Sql REGION_REFS = new Sql("""
            select id
            from region
            where lower(region) like any(:patterns)
            """);

    private static final Sql ACTION_REFS = new Sql("""
            select id
            from action
            where lower(event_source) like any(:patterns)
            """);

    private static final String ADVICE = "ask for a shorter interval, or for some regions or services";

    private static final Comparator<Text> ORDER =
            Comparator.comparing(Text::main, Text.ORDER).thenComparing(Text::name, Text.ORDER);

    private final Rollups rollups;
    private final CountLimit countLimit;

    AccountUsageReader(Rollups rollups, CountLimit countLimit) {
        this.rollups = rollups;
        this.countLimit = countLimit;
    }

    /** At most {@code limit} rows after the key of the last row of a page; null for the first page. */
    AccountUsage read(Snapshot snapshot, long accountId, AskedUsage asked, @Nullable UsageKey after, int limit)
            throws SQLException {
        var edgeDays = EdgeDays.of(accountId, asked.period(), asked.categories());
        var standing = Standings.of(snapshot, accountId, edgeDays.queries());
        var status = standing.status();
        var observed = asked.period().within(status.firstEventTime(), status.lastEventTime());
        var scope = standing.scope(observed);
        if (observed == null) {
            return new AccountUsage(scope, List.of(), 0, 0, 0);
        }
        var plan = ReadPlanner.plan(status, observed, edgeDays);
        var regions = regionRefs(snapshot, asked.regions());
        var actions = actionRefs(snapshot, asked.services());
        try (var held = countLimit.hold(ADVICE)) {
            var usage = new Tally();
            Counted counted = (region, action, errorCode, events, failed, first, last) -> {
                if ((regions == null || regions.contains(region)) && (actions == null || actions.contains(action))) {
                    usage.add(asked.groupByRegion() ? region : 0, action, errorCode, events, failed, first, last);
                    held.atLeast(usage.size());
                }
            };
            rollups.read(snapshot, accountId, plan, asked.categories(), Map.of(Family.USAGE, counted));
            return page(snapshot, scope, usage, after, limit);
        }
    }

    /** A row of the tally, and its place among the lines of the report. */
    private record Line(long place, int row) {}

    private static AccountUsage page(
            Snapshot snapshot, ReportScope scope, Tally usage, @Nullable UsageKey after, int limit)
            throws SQLException {
        var references = new References();
        long eventCount = 0;
        long failedCount = 0;
        for (int row = 0; row < usage.size(); row++) {
            references
                    .with(Dictionary.REGION, usage.one(row))
                    .with(Dictionary.ACTION, usage.two(row))
                    .with(Dictionary.ERROR_CODE, usage.three(row));
            eventCount += usage.eventCount(row);
            failedCount += usage.failedCount(row);
        }
        var texts = snapshot.texts(references);
        var rows = new ArrayList<ServiceUsage>(Math.min(limit, usage.size()));
        for (var line : lines(usage, references, texts)) {
            var key = key(usage, line.row(), texts);
            if (after == null || key.compareTo(after) > 0) {
                rows.add(message(key, usage, line.row()));
                if (rows.size() == limit) {
                    break;
                }
            }
        }
        return new AccountUsage(scope, rows, usage.size(), eventCount, failedCount);
    }

    // Texts are compared once each, not once a line. A page needs the order of all lines, so all their texts are in
    // memory:
    // each of them once, and at most as many lines as counts are allowed.
    private static List<Line> lines(Tally usage, References references, Texts texts) {
        var regions = places(Dictionary.REGION, references, texts);
        var actions = places(Dictionary.ACTION, references, texts);
        var errorCodes = places(Dictionary.ERROR_CODE, references, texts);
        return IntStream.range(0, usage.size())
                .mapToObj(row -> {
                    long place = requireNonNull(regions.get(usage.one(row)));
                    place = place * actions.size() + requireNonNull(actions.get(usage.two(row)));
                    place = place * errorCodes.size() + requireNonNull(errorCodes.get(usage.three(row)));
                    return new Line(place, row);
                })
                .sorted(Comparator.comparingLong(Line::place))
                .toList();
    }

    private static Map<Long, Integer> places(Dictionary dictionary, References references, Texts texts) {
        var inOrder = references.of(dictionary).stream()
                .sorted(Comparator.comparing(reference -> texts.of(dictionary, reference), ORDER))
                .toList();
        var places = new HashMap<Long, Integer>();
        inOrder.forEach(reference -> places.put(reference, places.size()));
        return places;
    }

    private static UsageKey key(Tally usage, int row, Texts texts) {
        var action = texts.of(Dictionary.ACTION, usage.two(row));
        return new UsageKey(
                texts.of(Dictionary.REGION, usage.one(row)).main(),
                action.main(),
                action.name(),
                texts.of(Dictionary.ERROR_CODE, usage.three(row)).main());
    }

    private static @Nullable Set<Long> regionRefs(Snapshot snapshot, List<String> regions) throws SQLException {
        return references(snapshot, REGION_REFS, regions, NamePattern::ofLowerCase);
    }

    private static @Nullable Set<Long> actionRefs(Snapshot snapshot, List<String> services) throws SQLException {
        return references(snapshot, ACTION_REFS, services, NamePattern::ofService);
    }

    private static @Nullable Set<Long> references(
            Snapshot snapshot, Sql sql, List<String> names, UnaryOperator<String> pattern) throws SQLException {
        if (names.isEmpty()) {
            return null;
        }
        var patterns = names.stream().map(pattern).toArray(String[]::new);
        return Set.copyOf(snapshot.references(sql, new Binds().with("patterns", patterns)));
    }

    private static ServiceUsage message(UsageKey key, Tally usage, int row) {
        return ServiceUsage.newBuilder()
                .setRegion(key.region())
                .setEventSource(key.eventSource())
                .setEventName(key.eventName())
                .setErrorCode(key.errorCode())
                .setEventCount(usage.eventCount(row))
                .setFailedCount(usage.failedCount(row))
                .setFirstEventTime(RpcTimes.timestamp(usage.firstSecond(row)))
                .setLastEventTime(RpcTimes.timestamp(usage.lastSecond(row)))
                .build();
    }
}
