package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.chart.figure.Counts;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** Which colour stands for how many events. */
record ColorKey(Look look, Viridis colors) {

    private static final double LENGTH = 360;

    PaintScaleLegend legend() {
        var axis = new NumberAxis("events");
        axis.setTickUnit(new NumberTickUnit(1, new CountFormat(power -> Counts.brief(Math.pow(10, power)))));
        axis.setRange(0, colors.decades());
        axis.setTickLabelFont(look.smallFont());
        axis.setTickLabelPaint(look.mutedText());
        axis.setLabelFont(look.smallFont());
        axis.setLabelPaint(look.mutedText());
        axis.setAxisLineVisible(false);
        axis.setTickMarkPaint(look.mutedText());
        var legend = new PaintScaleLegend(colors, axis);
        legend.setSubdivisionCount(120);
        legend.setStripOutlineVisible(false);
        legend.setStripWidth(look.px(12));
        legend.setBackgroundPaint(look.background());
        legend.setAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        legend.setPosition(RectangleEdge.TOP);
        double beside = Math.max(0, look.style().width() - look.px(44 + LENGTH));
        legend.setMargin(new RectangleInsets(look.px(6), look.px(6), look.px(8), beside));
        return legend;
    }
}
