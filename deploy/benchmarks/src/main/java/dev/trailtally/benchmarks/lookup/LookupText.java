package dev.trailtally.benchmarks.lookup;

import static dev.trailtally.benchmarks.run.Markdown.format;

import dev.trailtally.benchmarks.run.Markdown;
import dev.trailtally.benchmarks.scan.Collector;
import java.util.Objects;
import java.util.stream.Collectors;

/** The result as Markdown: the figures, then what they mean. */
record LookupText(LookupResult result) {

    private static final double MEBIBYTE = 1024.0 * 1024.0;

    @Override
    public String toString() {
        return result.machine() + "\n\n" + cells() + (result.pagers().isEmpty() ? "" : "\n" + pagers()) + effects()
                + "\n" + legend() + "\n" + verdict();
    }

    private Markdown cells() {
        var table = new Markdown(
                "seconds a page",
                "units",
                "events",
                "achieved, least",
                "median",
                "mean",
                "busiest",
                "x one pager",
                "throttled %",
                "wall s",
                "ideal s",
                "wall / ideal",
                "requests / needed page",
                "collector MiB",
                "CPU s",
                "PostgreSQL",
                "simulator",
                "load");
        result.cells()
                .forEach(row -> table.row(
                        format("%.2f", row.cell().latencySeconds()),
                        format("%,d", row.cell().units()),
                        format("%,d", row.stored().count()),
                        format("**%.3f**", row.requests().achievedMin()),
                        format("%.3f", row.requests().achievedMedian()),
                        format("%.3f", row.requests().achievedMean()),
                        format("%.3f", row.requests().achievedBusiest()),
                        timesOnePager(row),
                        format("%.2f", 100 * row.requests().throttledShare()),
                        format("%.1f", row.scan().seconds()),
                        format("%.1f", row.cell().idealSeconds()),
                        format("%.2f", row.overIdeal()),
                        format("%.2f", row.requestsPerNeededPage()),
                        format("%.0f", row.peakMemoryBytes() / MEBIBYTE),
                        format("%.1f", row.cpuSeconds().collector()),
                        format("%.1f", row.cpuSeconds().database()),
                        format("%.1f", row.cpuSeconds().simulator()),
                        format("%.1f", row.loadAverage())));
        return table;
    }

    private String timesOnePager(CellResult row) {
        return result.pagers().stream()
                .filter(pager -> pager.latencySeconds() == row.cell().latencySeconds())
                .map(pager -> format(
                        "%.2f", row.requests().achievedMin() / pager.requests().achievedMin()))
                .findFirst()
                .orElse("");
    }

    private Markdown pagers() {
        var table = new Markdown("one sequential pager, seconds a page", "pages", "seconds", "achieved", "throttled %");
        result.pagers()
                .forEach(pager -> table.row(
                        format("%.2f", pager.latencySeconds()),
                        format("%,d", pager.pages()),
                        format("%.1f", pager.seconds()),
                        format("%.3f", pager.requests().achievedMin()),
                        format("%.2f", 100 * pager.requests().throttledShare())));
        return table;
    }

    private String effects() {
        return result.cells().stream()
                .map(CellResult::otherClient)
                .filter(Objects::nonNull)
                .map(effect -> "\nanother client of the busiest unit" + effect(effect) + "\n")
                .collect(Collectors.joining());
    }

    static String effect(OtherClient.Effect effect) {
        return format(
                ": %d requests of the collector refused; from 10 to 30 s after the last, %.3f of the ceiling",
                effect.refused(), effect.achievedAfter());
    }

    private static String legend() {
        return format(
                """
                %s, for each unit (account and region), with burst %d and rate %.0f/s
                throttled: refused requests / all requests
                wall: CreateScan to the end of WatchScan; ideal: pages needed by the busiest unit / rate + one page's latency
                pages needed: ceil(events / %d); collector: peak resident set of its process with %s
                CPU s: of the collector, then of PostgreSQL and of the simulator, with their starts
                """, Requests.ACHIEVED, Cell.THROTTLE.burst(), Cell.THROTTLE.rate(), Cell.PAGE_EVENTS, Collector.HEAP);
    }

    private String verdict() {
        var wrong = result.cells().stream()
                .filter(row -> !row.exact())
                .map(row -> format(
                        "%d units, %.2f s a page: expected %s, found %s %s",
                        row.cell().units(),
                        row.cell().latencySeconds(),
                        row.truth(),
                        row.stored(),
                        row.scan().end()))
                .collect(Collectors.joining("\n"));
        return wrong.isEmpty() ? "every event is stored once, and no other" : "WRONG EVENTS\n" + wrong;
    }
}
