package dev.trailtally.report.chart;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import dev.trailtally.report.chart.figure.BarFigure;
import dev.trailtally.report.chart.figure.BarFigure.Bar;
import dev.trailtally.report.chart.figure.Counts;
import dev.trailtally.report.chart.figure.EmptyFigure;
import dev.trailtally.report.chart.figure.Figure;
import dev.trailtally.report.chart.figure.Heading;
import dev.trailtally.report.chart.figure.Rest;
import dev.trailtally.report.chart.figure.VisibleText;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.report.v1.Remainder;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.ValueCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Summaries of an account's activity as bars. */
record ActivityFigures(ReportScope scope, Breakdown breakdown, Outcome outcome) {

    static final int TOP = 40;

    /** A bar for each principal or region; the summary is of the outcome that the breakdown counts. */
    static Figure of(GetActivitySummaryResponse summary, Breakdown breakdown, Outcome outcome) {
        var figures = new ActivityFigures(summary.getScope(), breakdown, outcome);
        if (breakdown.isOfRegions()) {
            var regions =
                    summary.getRegionsList().stream().map(BreakdownRow::of).toList();
            return figures.ofAll(regions, summary.getRegionRemainder());
        }
        var accountId = summary.getScope().getAccountId();
        var principals = PrincipalsByKey.of(summary).stream()
                .map(principal -> BreakdownRow.of(principal, breakdown, accountId))
                .toList();
        return figures.ofAll(principals, summary.getPrincipalRemainder());
    }

    private Figure ofAll(List<BreakdownRow> rows, Remainder remainder) {
        long events = rows.stream().mapToLong(BreakdownRow::events).sum() + remainder.getEventCount();
        long rowCount = rows.size() + remainder.getValueCount();
        var heading = heading(breakdown.title(), "", Counts.of(rowCount, breakdown.rowNoun()), events);
        if (events == 0) {
            return new EmptyFigure(heading, none());
        }
        var parts = mostFrequent(rows);
        var bars = rows.stream().limit(TOP).map(row -> bar(row, parts)).toList();
        var rest = rest(remainder);
        for (var row : rows.subList(bars.size(), rows.size())) {
            rest = new Rest(rest.valueCount() + 1, rest.eventCount() + row.events());
        }
        var labels = parts.stream().map(ActivityFigures::label).toList();
        return new BarFigure(heading, breakdown.rowNoun(), labels, bars, rest);
    }

    private static List<String> mostFrequent(List<BreakdownRow> rows) {
        Map<String, Long> events = rows.stream()
                .flatMap(row -> row.counts().getCountsList().stream())
                .collect(groupingBy(ValueCount::getValue, summingLong(ValueCount::getEventCount)));
        return events.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(BarFigure.MAX_PARTS)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Bar bar(BreakdownRow row, List<String> parts) {
        var events = new ArrayList<Long>();
        for (var part : parts) {
            events.add(row.counts().getCountsList().stream()
                    .filter(count -> count.getValue().equals(part))
                    .mapToLong(ValueCount::getEventCount)
                    .sum());
        }
        long listed = events.stream().mapToLong(Long::longValue).sum();
        return new Bar(VisibleText.of(row.name()), events, Math.max(0, row.events() - listed));
    }

    /** A bar for each value of one principal or region. */
    Figure of(BreakdownRow row) {
        var counts = row.counts().getCountsList().stream()
                .sorted(PrincipalsByKey.COUNTED_MOST_FIRST)
                .toList();
        var key = row.key().equals(row.name()) ? "" : row.key();
        long values = counts.size() + row.counts().getRemainder().getValueCount();
        var heading = heading(
                breakdown.titleOf(VisibleText.of(row.name())), key, Counts.of(values, breakdown.noun()), row.events());
        if (counts.isEmpty()) {
            return new EmptyFigure(heading, none());
        }
        var bars = counts.stream()
                .limit(TOP)
                .map(count -> new Bar(label(count.getValue()), List.of(count.getEventCount()), 0))
                .toList();
        var rest = rest(row.counts().getRemainder());
        for (var count : counts.subList(bars.size(), counts.size())) {
            rest = new Rest(rest.valueCount() + 1, rest.eventCount() + count.getEventCount());
        }
        return new BarFigure(heading, breakdown.noun(), List.of("events"), bars, rest);
    }

    private Heading heading(String title, String key, String values, long events) {
        var facts = new ArrayList<String>();
        if (!key.isEmpty()) {
            facts.add(VisibleText.of(key));
        }
        facts.add(Headings.account(scope) + " · " + Headings.outcome(outcome));
        var interval = scope.hasObserved() ? Headings.interval(scope.getObserved()) : "no interval known";
        boolean failed = breakdown.isOfErrors();
        facts.add("%s · %s · %s".formatted(interval, Counts.of(events, failed ? "failed event" : "event"), values));
        return new Heading(title, facts, Headings.warnings(scope));
    }

    private String none() {
        return breakdown.isOfErrors() ? "No failed events" : "No events";
    }

    private static Rest rest(Remainder remainder) {
        return new Rest(Math.max(0, remainder.getValueCount()), Math.max(0, remainder.getEventCount()));
    }

    /** "s3:GetObject" for "s3.amazonaws.com:GetObject": the ending carries no information and takes space. */
    private static String label(String value) {
        return VisibleText.of(value.replace(".amazonaws.com:", ":"));
    }
}
