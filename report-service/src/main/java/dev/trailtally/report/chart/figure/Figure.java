package dev.trailtally.report.chart.figure;

/** What a picture shows, before it is drawn: texts and numbers, bounded in size. */
public sealed interface Figure permits BarFigure, TimeFigure, GridFigure, EmptyFigure {

    Heading heading();

    /** A sentence with the main numbers, for people who cannot see the picture. */
    String description();
}
