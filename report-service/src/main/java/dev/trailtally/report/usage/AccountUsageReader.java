package dev.trailtally.report.usage;

import dev.trailtally.report.account.AccountStatuses;
import dev.trailtally.report.account.Scopes;
import dev.trailtally.report.bucket.Counted;
import dev.trailtally.report.bucket.Family;
import dev.trailtally.report.bucket.ReadPlanner;
import dev.trailtally.report.bucket.Rollups;
import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.count.CountLimit;
import dev.trailtally.report.interval.Times;
import dev.trailtally.report.request.NamePattern;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Dictionary;
import dev.trailtally.report.snapshot.References;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.ServiceUsage;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
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

    private final CountLimit countLimit;

    AccountUsageReader(CountLimit countLimit) {
        this.countLimit = countLimit;
    }

    /** At most {@code limit} rows after the key of the last row of a page; null for the first page. */
    AccountUsage read(Snapshot snapshot, long accountId, AskedUsage asked, @Nullable UsageKey after, int limit)
            throws SQLException {
        var status = AccountStatuses.of(snapshot, accountId);
        var observed = asked.period().within(status.firstEventTime(), status.lastEventTime());
        var scope = Scopes.of(snapshot, status, observed);
        if (observed == null) {
            return new AccountUsage(scope, List.of(), 0, 0, 0);
        }
        var plan = ReadPlanner.plan(snapshot, status, observed, asked.categories());
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
            Rollups.read(snapshot, accountId, plan, asked.categories(), Map.of(Family.USAGE, counted));
            return page(scope, usage, lines(snapshot, usage), after, limit);
        }
    }

    /**
     * A line of the report: its key, and its row in the tally. The order needs the texts of all lines, of which each is in
     * memory once; there are at most as many lines as counts are allowed.
     */
    private record Line(UsageKey key, int row) {}

    private static List<Line> lines(Snapshot snapshot, Tally usage) throws SQLException {
        var references = new References();
        for (int row = 0; row < usage.size(); row++) {
            references
                    .with(Dictionary.REGION, usage.one(row))
                    .with(Dictionary.ACTION, usage.two(row))
                    .with(Dictionary.ERROR_CODE, usage.three(row));
        }
        var texts = snapshot.texts(references);
        var lines = new ArrayList<Line>(usage.size());
        for (int row = 0; row < usage.size(); row++) {
            var action = texts.of(Dictionary.ACTION, usage.two(row));
            var region = texts.of(Dictionary.REGION, usage.one(row)).main();
            var errorCode = texts.of(Dictionary.ERROR_CODE, usage.three(row)).main();
            lines.add(new Line(new UsageKey(region, action.main(), action.name(), errorCode), row));
        }
        lines.sort(Comparator.comparing(Line::key));
        return lines;
    }

    private static AccountUsage page(
            ReportScope scope, Tally usage, List<Line> lines, @Nullable UsageKey after, int limit) {
        long eventCount = 0;
        long failedCount = 0;
        var rows = new ArrayList<ServiceUsage>(Math.min(limit, lines.size()));
        for (var line : lines) {
            eventCount += usage.eventCount(line.row());
            failedCount += usage.failedCount(line.row());
            if (rows.size() < limit && (after == null || line.key().compareTo(after) > 0)) {
                rows.add(message(line, usage));
            }
        }
        return new AccountUsage(scope, rows, lines.size(), eventCount, failedCount);
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

    private static ServiceUsage message(Line line, Tally usage) {
        var key = line.key();
        return ServiceUsage.newBuilder()
                .setRegion(key.region())
                .setEventSource(key.eventSource())
                .setEventName(key.eventName())
                .setErrorCode(key.errorCode())
                .setEventCount(usage.eventCount(line.row()))
                .setFailedCount(usage.failedCount(line.row()))
                .setFirstEventTime(Times.timestamp(usage.firstSecond(line.row())))
                .setLastEventTime(Times.timestamp(usage.lastSecond(line.row())))
                .build();
    }
}
