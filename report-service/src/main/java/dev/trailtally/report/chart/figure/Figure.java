package dev.trailtally.report.chart.figure;

/** What a picture shows, before it is drawn: texts and numbers, bounded in size. */
public sealed interface Figure permits BarFigure, TimeFigure, GridFigure, EmptyFigure {

    Heading heading();

    /** In a sentence with its main numbers, for people who cannot see it. */
    String description();
}
