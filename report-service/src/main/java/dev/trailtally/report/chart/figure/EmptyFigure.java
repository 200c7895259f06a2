package dev.trailtally.report.chart.figure;

/** A picture of nothing, which says so. */
public record EmptyFigure(Heading heading, String message) implements Figure {

    @Override
    public String description() {
        return heading.sentences() + message + ".";
    }
}
