package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.chart.figure.EmptyFigure;
import java.util.List;
import org.jfree.chart.plot.CategoryPlot;

/** The heading, and a note that there is nothing to show. */
final class EmptyDrawing {

    private EmptyDrawing() {}

    static Drawing of(EmptyFigure figure, Look look) {
        var plot = new CategoryPlot();
        plot.setNoDataMessage(figure.message());
        plot.setNoDataMessageFont(look.titleFont());
        plot.setNoDataMessagePaint(look.mutedText());
        int height = look.height(look.px(320));
        return new Drawing(new Frame(look, figure.heading()).around(plot, List.of()), height);
    }
}
