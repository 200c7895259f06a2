package dev.trailtally.report.chart.figure;

import java.util.List;
import java.util.stream.LongStream;

/**
 * Bars, longest first, and one more for what they leave out.
 *
 * @param parts what the bars consist of, most frequent first; the rest of a bar is "other"
 * @param noun what a bar stands for, such as "principal"
 */
public record BarFigure(Heading heading, String noun, List<String> parts, List<Bar> bars, Rest rest) implements Figure {

    public static final int MAX_PARTS = 7;

    /**
     * One bar.
     *
     * @param events of each part, in their order
     * @param otherEvents the bar's events outside its parts
     */
    public record Bar(String label, List<Long> events, long otherEvents) {

        public Bar {
            events = List.copyOf(events);
        }

        public long total() {
            return events.stream().mapToLong(Long::longValue).sum() + otherEvents;
        }
    }

    public BarFigure {
        parts = List.copyOf(parts);
        bars = List.copyOf(bars);
        if (bars.isEmpty() || parts.size() > MAX_PARTS) {
            throw new IllegalArgumentException(bars.size() + " bars of " + parts.size() + " parts");
        }
        for (var bar : bars) {
            if (bar.events().size() != parts.size()) {
                throw new IllegalArgumentException(
                        "a bar of " + bar.events().size() + " of " + parts.size() + " parts");
            }
        }
    }

    /** The bars and the rest, if any. */
    public int rowCount() {
        return bars.size() + (rest.isEmpty() ? 0 : 1);
    }

    public long eventCount() {
        return totals().sum() + rest.eventCount();
    }

    public boolean hasOther() {
        return bars.stream().anyMatch(bar -> bar.otherEvents() > 0);
    }

    public long longestBar() {
        return totals().max().orElseThrow();
    }

    /** With at most this many rows: the last bars move to the rest. */
    public BarFigure withRows(int rows) {
        if (rowCount() <= rows) {
            return this;
        }
        int kept = Math.max(1, rows - 1);
        var folded = rest;
        for (var bar : bars.subList(kept, bars.size())) {
            folded = folded.with(bar.total());
        }
        return new BarFigure(heading, noun, parts, bars.subList(0, kept), folded);
    }

    @Override
    public String description() {
        var text = new StringBuilder(heading.sentences());
        text.append(Counts.of(eventCount(), "event"))
                .append(" of ")
                .append(Counts.of(bars.size() + rest.valueCount(), noun))
                .append(". Most: ");
        bars.stream()
                .limit(3)
                .forEach(bar -> text.append(bar.label())
                        .append(" with ")
                        .append(Counts.text(bar.total()))
                        .append("; "));
        text.setLength(text.length() - 2);
        if (!rest.isEmpty()) {
            text.append("; not shown individually: ")
                    .append(rest.label())
                    .append(" with ")
                    .append(Counts.text(rest.eventCount()));
        }
        return text.append('.').toString();
    }

    private LongStream totals() {
        return bars.stream().mapToLong(Bar::total);
    }
}
