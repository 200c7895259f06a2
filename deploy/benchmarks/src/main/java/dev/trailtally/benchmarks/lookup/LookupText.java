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

    private String cells() {
        return new Markdown<CellResult>()
                .column("seconds a page", "%.2f", row -> row.cell().latencySeconds())
                .column("units", "%,d", row -> row.cell().units())
                .column("events", "%,d", row -> row.stored().count())
                .column("achieved, least", "**%.3f**", row -> row.requests().achievedMin())
                .column("median", "%.3f", row -> row.requests().achievedMedian())
                .column("mean", "%.3f", row -> row.requests().achievedMean())
                .column("busiest", "%.3f", row -> row.requests().achievedBusiest())
                .column("x one pager", "%s", this::timesOnePager)
                .column("throttled %", "%.2f", row -> 100 * row.requests().throttledShare())
                .column("wall s", "%.1f", row -> row.scan().seconds())
                .column("ideal s", "%.1f", row -> row.cell().idealSeconds())
                .column("wall / ideal", "%.2f", CellResult::overIdeal)
                .column("requests / needed page", "%.2f", CellResult::requestsPerNeededPage)
                .column("collector MiB", "%.0f", row -> row.peakMemoryBytes() / MEBIBYTE)
                .column("CPU s", "%.1f", row -> row.cpuSeconds().collector())
                .column("PostgreSQL", "%.1f", row -> row.cpuSeconds().database())
                .column("simulator", "%.1f", row -> row.cpuSeconds().simulator())
                .column("load", "%.1f", CellResult::loadAverage)
                .of(result.cells());
    }

    private String timesOnePager(CellResult row) {
        return result.pagers().stream()
                .filter(pager -> pager.latencySeconds() == row.cell().latencySeconds())
                .map(pager -> format(
                        "%.2f", row.requests().achievedMin() / pager.requests().achievedMin()))
                .findFirst()
                .orElse("");
    }

    private String pagers() {
        return new Markdown<SequentialPager>()
                .column("one sequential pager, seconds a page", "%.2f", SequentialPager::latencySeconds)
                .column("pages", "%,d", SequentialPager::pages)
                .column("seconds", "%.1f", SequentialPager::seconds)
                .column("achieved", "%.3f", pager -> pager.requests().achievedMin())
                .column("throttled %", "%.2f", pager -> 100 * pager.requests().throttledShare())
                .of(result.pagers());
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
