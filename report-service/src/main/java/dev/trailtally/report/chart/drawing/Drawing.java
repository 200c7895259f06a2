package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.chart.figure.BarFigure;
import dev.trailtally.report.chart.figure.EmptyFigure;
import dev.trailtally.report.chart.figure.Figure;
import dev.trailtally.report.chart.figure.GridFigure;
import dev.trailtally.report.chart.figure.TimeFigure;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.JFreeChart;

/** A figure with its positions and colours, to be drawn as pixels or paths. */
record Drawing(JFreeChart chart, int height) {

    static Drawing of(Figure figure, Style style) {
        var look = Look.of(style);
        return switch (figure) {
            case BarFigure bars -> BarDrawing.of(bars, look);
            case TimeFigure time -> TimeDrawing.of(time, look);
            case GridFigure grid -> GridDrawing.of(grid, look);
            case EmptyFigure empty -> EmptyDrawing.of(empty, look);
        };
    }

    void draw(Graphics2D graphics, int width) {
        chart.setTextAntiAlias(RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
    }
}
