package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.chart.figure.Heading;
import java.awt.Font;
import java.awt.Paint;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.block.ColumnArrangement;
import org.jfree.chart.block.FlowArrangement;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.VerticalAlignment;

/** What surrounds the plot of every picture: the heading, the legend, the margins. */
record Frame(Look look, Heading heading) {

    private static final int TRIAL_HEIGHT = 1_000;

    /** A colour and its meaning. */
    record Key(String label, Paint paint) {}

    JFreeChart around(Plot plot, List<Key> keys) {
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setInsets(RectangleInsets.ZERO_INSETS);
        var chart = new JFreeChart(null, look.textFont(), plot, false);
        chart.setBackgroundPaint(look.background());
        chart.setPadding(new RectangleInsets(look.px(16), look.px(20), look.px(14), look.px(20)));
        chart.addSubtitle(line(heading.title(), look.titleFont(), look.text()));
        heading.facts().forEach(fact -> chart.addSubtitle(line(fact, look.textFont(), look.mutedText())));
        heading.warnings().forEach(warning -> chart.addSubtitle(line(warning, look.textFont(), look.warning())));
        if (!keys.isEmpty()) {
            chart.addSubtitle(legend(keys));
        }
        return chart;
    }

    private TextTitle line(String text, Font font, Paint paint) {
        var title = new TextTitle(look.fit(text, font, look.style().width() - look.px(60)), font);
        title.setPaint(paint);
        title.setMaximumLinesToDisplay(1);
        title.setHorizontalAlignment(HorizontalAlignment.LEFT);
        title.setPadding(0, 0, look.px(4), 0);
        return title;
    }

    private LegendTitle legend(List<Key> keys) {
        var items = new LegendItemCollection();
        var square = new Rectangle2D.Double(-look.px(6), -look.px(6), look.px(12), look.px(12));
        double labelWidth = (look.style().width() - look.px(60)) / Math.min(3, keys.size()) - look.px(36);
        for (var key : keys) {
            var label = look.fit(key.label(), look.smallFont(), labelWidth);
            items.add(new LegendItem(label, null, null, null, square, key.paint()));
        }
        var legend = new LegendTitle(
                () -> items,
                new FlowArrangement(HorizontalAlignment.LEFT, VerticalAlignment.CENTER, look.px(14), look.px(2)),
                new ColumnArrangement());
        legend.setItemFont(look.smallFont());
        legend.setItemPaint(look.text());
        legend.setHorizontalAlignment(HorizontalAlignment.LEFT);
        legend.setPosition(RectangleEdge.TOP);
        legend.setItemLabelPadding(new RectangleInsets(look.px(2), look.px(6), look.px(2), 0));
        legend.setPadding(look.px(6), 0, look.px(10), 0);
        return legend;
    }

    /** The space that the chart needs beside its plot, found by drawing it once without pixels. */
    Margins margins(JFreeChart chart) {
        var info = new ChartRenderingInfo();
        var whole = new Rectangle2D.Double(0, 0, look.style().width(), TRIAL_HEIGHT);
        var graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            chart.draw(graphics, whole, info);
        } finally {
            graphics.dispose();
        }
        var plot = info.getPlotInfo().getDataArea();
        return new Margins(whole.getWidth() - plot.getWidth(), whole.getHeight() - plot.getHeight());
    }

    /** The space of the heading, axes and margins. */
    record Margins(double width, double height) {}
}
