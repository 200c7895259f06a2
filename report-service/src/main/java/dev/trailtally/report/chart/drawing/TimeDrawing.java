package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.chart.figure.TimeFigure;
import dev.trailtally.report.chart.figure.TimeFigure.Bucket;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StackedXYBarRenderer;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.time.SimpleTimePeriod;
import org.jfree.data.time.TimeTableXYDataset;

/** A bar for each bucket, or for several if the bars would be too thin to see. */
record TimeDrawing(TimeFigure figure, BarLengths bars, Look look) {

    private static final int HEIGHT = 480;
    private static final double MIN_BAR_WIDTH = 3.5;
    private static final int MIN_BARS = 7; // a single bar as wide as the picture says nothing

    static Drawing of(TimeFigure figure, Look look) {
        int most = (int) ((look.style().width() - look.px(100)) / look.px(MIN_BAR_WIDTH));
        var drawing = new TimeDrawing(figure, BarLengths.of(figure, most), look);
        int height = look.height(look.px(HEIGHT));
        return new Drawing(drawing.chart(), Math.min(height, Style.MAX_SIZE));
    }

    private JFreeChart chart() {
        var counts = new CountAxis(look, upperBound(), 8);
        counts.setLabel("Events per " + bars.name());
        counts.setTickLabelInsets(new RectangleInsets(0, 0, 0, look.px(6)));
        var plot = new XYPlot(dataset(), times(), counts, renderer());
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(look.gridLine());
        plot.setRangeGridlineStroke(CountAxis.LINE);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        var keys = List.of(new Frame.Key("successful", look.part(0)), new Frame.Key("failed", look.failed()));
        return new Frame(look, figure.heading()).around(plot, keys);
    }

    private double upperBound() {
        long most = bars.buckets().stream().mapToLong(Bucket::total).max().orElse(0);
        return Math.max(1, most * 1.04);
    }

    private TimeTableXYDataset dataset() {
        var dataset = new TimeTableXYDataset();
        for (var bar : bars.buckets()) {
            var period =
                    new SimpleTimePeriod(bar.start().toEpochMilli(), bar.end().toEpochMilli());
            dataset.add(period, (double) bar.successful(), "successful");
            dataset.add(period, (double) bar.failed(), "failed");
        }
        return dataset;
    }

    private StackedXYBarRenderer renderer() {
        var renderer = new StackedXYBarRenderer(0.12);
        renderer.setBarPainter(new StandardXYBarPainter());
        renderer.setShadowVisible(false);
        renderer.setDrawBarOutline(false);
        renderer.setSeriesPaint(0, look.part(0));
        renderer.setSeriesPaint(1, look.failed());
        return renderer;
    }

    private TimeAxis times() {
        long start = bars.buckets().getFirst().start().toEpochMilli();
        long end = bars.buckets().getLast().end().toEpochMilli();
        int count = bars.buckets().size();
        double margin = (double) (end - start) / count * Math.max(0, MIN_BARS - count) / 2;
        var axis = new TimeAxis(figure.zone(), bars.hours(), look);
        axis.setRange((double) start - margin, (double) end + margin);
        return axis;
    }
}
